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

/* Finds a place, or takes the search up again; what is asked for is valid but for the place itself.
 */
static enum tay_status find_place(struct space *space, struct space_range *range, size_t *progress,
                                  struct tree_place *place_out)
{
    tay_ua_t hint = range->start == 0 ? space_base(space) : range->start;
    tay_ua_t place;
    do {
        place = space_find_room(space, hint, range->length_bytes, progress);
    } while (place == SPACE_SEARCHING && !event_is_due());
    if (place == SPACE_SEARCHING) {
        return STATUS_RESTART;
    }
    if (place == 0) {
        return TAY_ENOMEM;
    }
    range->start = place;
    *place_out = tree_place_of(&space->mappings, place);
    return TAY_OK;
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
    enum tay_status status = TAY_OK;
    struct tree_place place;
    if (!space_range_is_valid(request.range) ||
        !space_is_free(&self->space, request.range, &place)) {
        status = fixed ? TAY_ESTATE
                       : find_place(&self->space, &request.range, &caller->progress, &place);
    }
    if (status == STATUS_RESTART) {
        return status;
    }
    if (status == TAY_ESTATE || space_would_mix(request.memory, request.flags)) {
        return TAY_ESTATE;
    }
    if (status != TAY_OK || !space_map(&self->space, &request, &place)) {
        return TAY_ENOMEM;
    }
    *address_out = request.range.start;
    return TAY_OK;
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
    for (;;) {
        /* What another thread has mapped meanwhile where this has been stays. */
        size_t done_bytes = caller->progress;
        struct space_range rest = {address + done_bytes, length_bytes - done_bytes};
        struct cut cut;
        if (!cut_make(&self->space, rest, &cut)) {
            return TAY_ENOMEM;
        }
        if (cut.mapping == NULL) {
            return TAY_OK;
        }
        caller->progress = space_remove_step(cut.mapping) - address;
        if (caller->progress == length_bytes) {
            return TAY_OK;
        }
        if (event_is_due()) {
            return STATUS_RESTART;
        }
    }
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
