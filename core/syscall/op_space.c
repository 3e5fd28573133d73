/* SPDX-License-Identifier: MIT */
/*
 * Operations on the address spaces of processes.
 */
#include <boot/event.h>
#include <mem/cut.h>
#include <mem/memory.h>
#include <process/process.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

/* What a capability allows: a private mapping may write its own copies whatever the right. */
static unsigned allowed_protection(const struct slot *slot, unsigned flags)
{
    if ((flags & TAY_MAP_GUARD) != 0) {
        return 0;
    }
    if (slot == NULL) {
        return MAPPING_PROTECTION;
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

/* What is mapped has a protection, a guard neither that nor memory. */
static bool protection_is_valid(const struct space_request *request)
{
    if ((request->flags & TAY_MAP_GUARD) != 0) {
        return request->memory == NULL && (request->flags & MAPPING_PROTECTION) == 0;
    }
    return mapping_protection_is_valid(request->flags);
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

/* Maps where it is free, and tells the place. */
__attribute__((always_inline)) static inline enum tay_status
map_at(struct space *space, const struct space_request *request, const struct tree_place *place,
       tay_word_t *address_out)
{
    if (space_would_mix(request->memory, request->flags)) {
        return TAY_ESTATE;
    }
    if (!space_map(space, request, place)) {
        return TAY_ENOMEM;
    }
    *address_out = request->range.start;
    return TAY_OK;
}

/* Finds room at or above `hint` (0: the space's own base), or takes the search up again. 0: there
 * is none. SPACE_SEARCHING: something else is due first. */
__attribute__((noinline)) static tay_ua_t find_elsewhere(struct thread *caller, struct space *space,
                                                         tay_ua_t hint, size_t length_bytes)
{
    tay_ua_t from = hint == 0 ? space_base(space) : hint;
    tay_ua_t found;
    do {
        found = space_find_room(space, from, length_bytes, &caller->progress);
    } while (found == SPACE_SEARCHING && !event_is_due());
    return found;
}

enum tay_status op_space_map(struct thread *caller, struct process *self, struct slot *memory,
                             size_t offset_bytes, size_t length_bytes, tay_ua_t hint,
                             unsigned flags, tay_word_t *address_out)
{
    bool fixed = (flags & TAY_MAP_FIXED) != 0;
    struct space_request request = {
        .memory = memory == NULL ? NULL : memory_of(memory->object),
        .offset_bytes = offset_bytes,
        .range = {hint, length_bytes},
        .flags = mapping_with_read(flags) & ~TAY_MAP_FIXED,
        .rights = allowed_protection(memory, flags),
    };
    if (!place_is_valid(request.range, fixed) || !source_is_valid(&request) ||
        !protection_is_valid(&request)) {
        return TAY_EINVAL;
    }
    if (process_is_held(self)) {
        return TAY_EAGAIN;
    }
    if ((request.flags & MAPPING_PROTECTION & ~request.rights) != 0) {
        return TAY_ERIGHT;
    }
    if (request.memory != NULL && request.memory->caching != HAL_CACHED) {
        self->uses_devices = true;
    }
    struct tree_place place;
    if (!space_range_is_valid(request.range) ||
        !space_is_free(&self->space, request.range, &place)) {
        if (fixed) {
            return TAY_ESTATE;
        }
        tay_ua_t found = find_elsewhere(caller, &self->space, hint, request.range.length_bytes);
        if (found == SPACE_SEARCHING) {
            return STATUS_RESTART;
        }
        if (found == 0) {
            return space_would_mix(request.memory, request.flags) ? TAY_ESTATE : TAY_ENOMEM;
        }
        place = tree_place_of(&self->space.mappings, found);
        request.range.start = found;
    }
    return map_at(&self->space, &request, &place, address_out);
}

/* Unmaps what is left of a range. */
__attribute__((noinline)) static enum tay_status
unmap_on(struct thread *caller, struct space *space, struct space_range range)
{
    for (;;) {
        /* What another thread has mapped meanwhile where this has been stays. */
        size_t done_bytes = caller->progress;
        struct space_range rest = {range.start + done_bytes, range.length_bytes - done_bytes};
        struct cut cut;
        if (!cut_make(space, rest, &cut)) {
            return TAY_ENOMEM;
        }
        if (cut.mapping == NULL) {
            return TAY_OK;
        }
        caller->progress = space_remove_step(cut.mapping) - range.start;
        if (caller->progress == range.length_bytes) {
            return TAY_OK;
        }
        if (event_is_due()) {
            return STATUS_RESTART;
        }
    }
}

enum tay_status op_space_unmap(struct thread *caller, struct process *self, tay_ua_t address,
                               size_t length_bytes)
{
    struct space_range range = {address, length_bytes};
    if (!space_range_is_valid(range)) {
        return TAY_EINVAL;
    }
    if (process_is_held(self)) {
        return TAY_EAGAIN;
    }
    struct mapping *mapping = space_mapping_above(&self->space, address);
    bool is_whole = mapping != NULL && mapping_start(mapping) == address &&
                    mapping->length_bytes == length_bytes;
    if (is_whole && caller->progress == 0) { /* as it often is */
        tay_ua_t to = space_remove_step(mapping);
        if (to == address + length_bytes) {
            return TAY_OK;
        }
        caller->progress = to - address;
        if (event_is_due()) {
            return STATUS_RESTART;
        }
    }
    return unmap_on(caller, &self->space, range);
}

enum tay_status op_space_query(struct thread *caller, struct process *self, tay_ua_t address,
                               tay_word_t *start_out, tay_word_t *length_bytes_out,
                               tay_word_t *flags_out, tay_word_t *offset_bytes_out)
{
    (void)caller;
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
