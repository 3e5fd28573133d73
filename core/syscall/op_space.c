/* SPDX-License-Identifier: MIT */
/*
 * Operations on the address spaces of processes.
 */
#include <hal/interrupt.h>
#include <hal/memory.h>
#include <mem/frame.h>
#include <mem/memory.h>
#include <process/process.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

#define PROTECTION (TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_EXECUTE)

/* Where the kernel looks for room first when nothing else is asked for. */
#define DEFAULT_HINT (HAL_USER_LIMIT >> 10)

/* Pages whose protection one step changes: about 150 instructions each. */
#define PROTECT_BATCH 16

/* Whatever can be written or executed can be read. */
static unsigned with_read(unsigned flags)
{
    return (flags & (TAY_MAP_WRITE | TAY_MAP_EXECUTE)) != 0 ? flags | TAY_MAP_READ : flags;
}

static bool protection_is_valid(unsigned flags)
{
    unsigned both = TAY_MAP_WRITE | TAY_MAP_EXECUTE;
    return (flags & PROTECTION) != 0 && (flags & both) != both;
}

/* What a capability allows: a private mapping may write its own copies whatever the right. */
static unsigned allowed_protection(const struct slot *slot, unsigned flags)
{
    if (slot == NULL) {
        return PROTECTION;
    }
    unsigned allowed = TAY_MAP_READ;
    bool is_private = (flags & TAY_MAP_SHARED) == 0;
    allowed |= is_private || (slot->rights & TAY_RIGHT_WRITE) != 0 ? TAY_MAP_WRITE : 0;
    allowed |= (slot->rights & TAY_RIGHT_EXECUTE) != 0 ? TAY_MAP_EXECUTE : 0;
    return allowed;
}

static bool source_is_valid(const struct space_request *request)
{
    const struct memory *memory = request->memory;
    if (memory == NULL) {
        return request->offset_bytes == 0 && (request->flags & TAY_MAP_SHARED) == 0;
    }
    if (memory->physical && (request->flags & TAY_MAP_SHARED) == 0) {
        return false;
    }
    return request->offset_bytes % HAL_PAGE_BYTES == 0 &&
           request->offset_bytes < memory->length_bytes &&
           request->range.length_bytes <= memory->length_bytes - request->offset_bytes;
}

/* Finds the place; what is asked for is valid but for the place itself. */
static enum tay_status find_place(const struct space *space, struct space_range *range, bool fixed)
{
    if (space_range_is_valid(*range) && space_is_free(space, *range)) {
        return TAY_OK;
    }
    if (fixed) {
        return TAY_ESTATE;
    }
    tay_ua_t hint = range->start == 0 ? DEFAULT_HINT : range->start;
    range->start = space_find_room(space, hint, range->length_bytes);
    return range->start == 0 ? TAY_ENOMEM : TAY_OK;
}

static bool place_is_valid(struct space_range range, bool fixed)
{
    if (fixed) {
        return space_range_is_valid(range);
    }
    size_t mask = HAL_PAGE_BYTES - 1;
    return ((range.start | range.length_bytes) & mask) == 0 && range.length_bytes != 0 &&
           range.length_bytes < HAL_USER_LIMIT;
}

enum tay_status op_space_map(struct invocation *call, struct process *self, struct slot *memory,
                             size_t offset_bytes, size_t length_bytes, tay_ua_t hint,
                             unsigned flags, tay_ua_t *address_out)
{
    (void)call;
    bool fixed = (flags & TAY_MAP_FIXED) != 0;
    struct space_request request = {
        .memory = memory == NULL ? NULL : memory_of(memory->object),
        .offset_bytes = offset_bytes,
        .range = {hint, length_bytes},
        .flags = with_read(flags) & ~TAY_MAP_FIXED,
        .rights = allowed_protection(memory, flags),
    };
    if (!place_is_valid(request.range, fixed) || !source_is_valid(&request) ||
        !protection_is_valid(flags)) {
        return TAY_EINVAL;
    }
    if ((request.flags & PROTECTION & ~request.rights) != 0) {
        return TAY_ERIGHT;
    }
    enum tay_status status = find_place(&self->space, &request.range, fixed);
    if (status == TAY_ESTATE || space_would_mix(request.memory, request.flags)) {
        return TAY_ESTATE;
    }
    if (status != TAY_OK || !space_map(&self->space, &request)) {
        return TAY_ENOMEM;
    }
    *address_out = request.range.start;
    return TAY_OK;
}

/* The first mapping in a range, and on which sides it was just cut off from a larger one. */
struct cut {
    struct mapping *mapping; /* NULL: nothing is mapped in the range */
    bool below;
    bool above;
};

static void undo_cut(const struct cut *cut)
{
    if (cut->above) {
        space_join(cut->mapping);
    }
    if (cut->below) {
        space_join(mapping_of_node(tree_previous(&cut->mapping->node)));
    }
}

/*
 * Splits what must be split so that the first mapping in the range lies wholly in it. False: the
 * account cannot pay, and nothing happened.
 */
static bool cut_out(const struct space *space, struct space_range range, struct cut *cut)
{
    tay_ua_t end = range.start + range.length_bytes;
    struct mapping *mapping = space_mapping_above(space, range.start);
    *cut = (struct cut){.mapping = mapping};
    if (mapping == NULL || mapping_start(mapping) >= end) {
        cut->mapping = NULL;
        return true;
    }
    if (mapping_start(mapping) < range.start) {
        if (!space_split(mapping, range.start)) {
            return false;
        }
        cut->mapping = mapping_of_node(tree_next(&mapping->node));
        cut->below = true;
    }
    if (mapping_end(cut->mapping) > end) {
        if (!space_split(cut->mapping, end)) {
            undo_cut(cut);
            return false;
        }
        cut->above = true;
    }
    return true;
}

enum tay_status op_space_unmap(struct invocation *call, struct process *self, tay_ua_t address,
                               size_t length_bytes)
{
    (void)call;
    struct space_range range = {address, length_bytes};
    if (!space_range_is_valid(range)) {
        return TAY_EINVAL;
    }
    for (;;) {
        struct cut cut;
        if (!cut_out(&self->space, range, &cut)) {
            return TAY_ENOMEM;
        }
        if (cut.mapping == NULL) {
            return TAY_OK;
        }
        space_remove_step(cut.mapping);
        if (hal_interrupt_pending()) {
            return STATUS_RESTART;
        }
    }
}

/* Whether the whole range is mapped, may have the protection, and has no conflict. */
static enum tay_status check_protect(const struct space *space, struct space_range range,
                                     unsigned protection)
{
    enum tay_status status = TAY_OK;
    tay_ua_t at = range.start;
    tay_ua_t end = range.start + range.length_bytes;
    while (at < end) {
        const struct mapping *mapping = space_mapping_above(space, at);
        if (mapping == NULL || mapping_start(mapping) > at) {
            return TAY_ENOENT;
        }
        unsigned flags = protection | (mapping->flags & TAY_MAP_SHARED);
        if ((protection & ~mapping->rights) != 0) {
            status = TAY_ERIGHT;
        } else if (status == TAY_OK && mapping->flags != flags &&
                   space_would_mix(mapping->memory, flags)) {
            status = TAY_ESTATE;
        }
        at = mapping_end(mapping);
    }
    return status;
}

/* How far one step may go from the start of a mapping: so many translated pages. */
static tay_ua_t step_end(const struct mapping *mapping)
{
    tay_ua_t end = mapping_end(mapping);
    tay_ua_t at = mapping_start(mapping);
    for (unsigned i = 0; i < PROTECT_BATCH; i++) {
        at = hal_space_next(&mapping->space->hal, at, end);
        if (at >= end) {
            return end;
        }
        at += HAL_PAGE_BYTES;
    }
    return at;
}

/* Brings the pages of a mapping in line with its flags; they only ever lose rights here: what they
 * gain comes with the next access. */
static void lower_pages(const struct mapping *mapping)
{
    struct hal_space *hal = &mapping->space->hal;
    tay_ua_t end = mapping_end(mapping);
    tay_ua_t at = hal_space_next(hal, mapping_start(mapping), end);
    while (at < end) {
        struct hal_page page;
        if (hal_space_query(hal, at, &page)) {
            unsigned protection = page.protection & mapping->flags;
            if (protection != page.protection) {
                hal_space_change(hal, at, page.pa, protection);
            }
        }
        at = hal_space_next(hal, at + HAL_PAGE_BYTES, end);
    }
}

/* One bounded piece of work on a mapping that lies wholly in the range. False: the account cannot
 * pay, and the cut is undone. */
static bool protect_step(const struct cut *cut, unsigned protection)
{
    struct mapping *mapping = cut->mapping;
    tay_ua_t end = step_end(mapping);
    bool split = end != mapping_end(mapping);
    if (split && !space_split(mapping, end)) {
        undo_cut(cut);
        return false;
    }
    if (!space_set_flags(mapping, protection | (mapping->flags & TAY_MAP_SHARED))) {
        if (split) {
            space_join(mapping);
        }
        undo_cut(cut);
        return false;
    }
    lower_pages(mapping);
    struct tree_node *previous = tree_previous(&mapping->node);
    space_join(mapping);
    if (previous != NULL) {
        space_join(mapping_of_node(previous));
    }
    return true;
}

/* The first mapping at or above `*at` in the range whose protection differs; `*at` follows. */
static bool skip_done(const struct space *space, struct space_range *range, unsigned protection)
{
    tay_ua_t end = range->start + range->length_bytes;
    while (range->start < end) {
        const struct mapping *mapping = space_mapping_above(space, range->start);
        if (mapping == NULL || (mapping->flags & PROTECTION) != protection) {
            range->length_bytes = end - range->start;
            return mapping != NULL;
        }
        range->start = mapping_end(mapping);
    }
    return false;
}

enum tay_status op_space_protect(struct invocation *call, struct process *self, tay_ua_t address,
                                 size_t length_bytes, unsigned protection)
{
    (void)call;
    struct space_range range = {address, length_bytes};
    if (!space_range_is_valid(range) || !protection_is_valid(protection)) {
        return TAY_EINVAL;
    }
    protection = with_read(protection);
    enum tay_status status = check_protect(&self->space, range, protection);
    if (status != TAY_OK) {
        return status;
    }
    while (skip_done(&self->space, &range, protection)) {
        struct cut cut;
        if (!cut_out(&self->space, range, &cut) || !protect_step(&cut, protection)) {
            return TAY_ENOMEM;
        }
        if (hal_interrupt_pending()) {
            return STATUS_RESTART;
        }
    }
    return TAY_OK;
}

enum tay_status op_space_query(struct invocation *call, struct process *self, tay_ua_t address,
                               tay_ua_t *start_out, size_t *length_bytes_out, tay_word_t *flags_out,
                               size_t *offset_bytes_out)
{
    (void)call;
    const struct mapping *mapping = space_mapping_above(&self->space, address);
    if (mapping == NULL) {
        return TAY_ENOENT;
    }
    *start_out = mapping_start(mapping);
    *length_bytes_out = mapping->length_bytes;
    *flags_out = mapping->flags;
    *offset_bytes_out = mapping->memory == NULL ? 0 : mapping->offset_bytes;
    return TAY_OK;
}
