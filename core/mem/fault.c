/* SPDX-License-Identifier: MIT */
/*
 * How a page comes into an address space: zero-filled, from a memory object, or copied on write.
 * None of it can fail for want of memory: it was charged when the mapping was made.
 */
#include <mem/space.h>

#include <hal/memory.h>
#include <lib/assert.h>
#include <mem/frame.h>
#include <mem/memory.h>

static bool is_shared(const struct mapping *mapping)
{
    return (mapping->flags & TAY_MAP_SHARED) != 0;
}

/* Which page of its memory object a page of a mapping is. */
static size_t page_of_memory(const struct mapping *mapping, tay_ua_t address)
{
    return (address - mapping_start(mapping) + mapping->offset_bytes) >> HAL_PAGE_SHIFT;
}

static void *copy_of(const void *source)
{
    void *frame = frame_alloc_charged();
    hal_page_copy(frame, source);
    return frame;
}

/* The frame for a page that a private mapping touches first; takes `write` from the protection
 * where the frame is still the memory object's. */
static void *first_private_frame(const struct mapping *mapping, tay_ua_t address, unsigned access,
                                 unsigned *protection)
{
    if (mapping->memory == NULL) {
        return frame_alloc_zeroed();
    }
    void *source = memory_frame(mapping->memory, page_of_memory(mapping, address), true);
    if (access == TAY_MAP_WRITE) {
        return copy_of(source);
    }
    *protection &= ~TAY_MAP_WRITE;
    frame_hold(source);
    return source;
}

/* Brings in a page that is not translated yet. */
static void bring_in(struct mapping *mapping, tay_ua_t address, unsigned access,
                     struct hal_page *page)
{
    const struct memory *memory = mapping->memory;
    enum hal_caching caching = HAL_CACHED;
    page->protection = mapping->flags & MAPPING_PROTECTION;
    if (memory != NULL && memory->physical) {
        page->pa = memory->start;
        page->pa.value += page_of_memory(mapping, address) << HAL_PAGE_SHIFT;
        caching = memory->caching;
    } else {
        void *frame = is_shared(mapping)
                          ? memory_frame(mapping->memory, page_of_memory(mapping, address), true)
                          : first_private_frame(mapping, address, access, &page->protection);
        page->pa = hal_linear_pa(frame);
        if ((page->protection & TAY_MAP_EXECUTE) != 0) {
            hal_page_make_executable(frame);
        }
    }
    page->counted = !is_shared(mapping);
    mapping->touched = true;
    bool mapped = hal_space_map(&mapping->space->hal, address, page, caching);
    kernel_assert(mapped);
}

/* The frame that a private mapping may write to: its own if it has it alone, else a copy. */
static void *own_frame(void *frame)
{
    if (frame_references(frame) == 1) {
        return frame;
    }
    void *copy = copy_of(frame);
    frame_drop(frame);
    return copy;
}

/* Gives a translated page what its mapping allows and it lacks: the right to write, at the price of
 * a copy if the frame has other users, or whatever space_protect has added. */
static void raise_page(struct mapping *mapping, tay_ua_t address, unsigned access,
                       struct hal_page *page)
{
    bool is_ram = mapping->memory == NULL || !mapping->memory->physical;
    page->protection = mapping->flags & MAPPING_PROTECTION;
    if (!is_shared(mapping)) {
        void *frame = hal_linear_va(page->pa);
        if (access == TAY_MAP_WRITE) {
            page->pa = hal_linear_pa(own_frame(frame));
        } else if (frame_references(frame) > 1) {
            page->protection &= ~TAY_MAP_WRITE;
        }
    }
    if (is_ram && (page->protection & TAY_MAP_EXECUTE) != 0) {
        hal_page_make_executable(hal_linear_va(page->pa));
    }
    hal_space_change(&mapping->space->hal, address, page);
}

bool space_own(struct hal_space *space, tay_ua_t address)
{
    enum hal_owned owned = hal_space_own(space, address);
    kernel_assert(owned != HAL_OWNED_NOT);
    return owned == HAL_OWNED;
}

enum space_access space_resolve(struct space *space, tay_ua_t address, unsigned access,
                                struct hal_page *page)
{
    struct mapping *mapping = space_mapping_above(space, address);
    if (mapping == NULL || mapping_start(mapping) > address) {
        return SPACE_UNMAPPED;
    }
    space->found = mapping;
    if ((mapping->flags & access) == 0) {
        return SPACE_DENIED;
    }
    tay_ua_t start = address & ~(tay_ua_t)(HAL_PAGE_BYTES - 1);
    bool mapped = hal_space_query(&space->hal, start, page);
    if (mapped && (page->protection & access) != 0) {
        return SPACE_RESOLVED;
    }
    enum space_access resolved = SPACE_RESOLVED;
    if (!page->is_own) {
        resolved = space_own(&space->hal, start) ? SPACE_RESOLVED : SPACE_RESOLVED_LATE;
        mapped = hal_space_query(&space->hal, start, page);
    }
    if (!mapped) {
        bring_in(mapping, start, access, page);
    } else if ((page->protection & access) == 0) {
        raise_page(mapping, start, access, page);
    }
    return resolved;
}

enum tay_fault_kind space_fault_kind(const struct space *space, const struct hal_fault *fault)
{
    const struct mapping *mapping = space_mapping_above(space, fault->address);
    bool is_access = fault->kind == HAL_FAULT_READ || fault->kind == HAL_FAULT_WRITE;
    if (is_access && mapping != NULL && mapping_start(mapping) <= fault->address &&
        mapping_is_guard(mapping)) {
        return TAY_FAULT_STACK;
    }
    return (enum tay_fault_kind)fault->kind;
}
