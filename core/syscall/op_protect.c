/* SPDX-License-Identifier: MIT */
/*
 * Changing the protection of a range, in steps. What a step has done is a mapping of its own, until
 * it joins its neighbours, so that to repeat the operation is to go on with it.
 */
#include <hal/interrupt.h>
#include <lib/assert.h>
#include <mem/cut.h>
#include <process/process.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

/* Pages whose protection one step changes: about 150 instructions each. */
#define PROTECT_BATCH 16

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
        bool owned = hal_space_own(hal, at); /* the mapping has paid for the table */
        kernel_assert(owned);
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
        cut_undo(cut);
        return false;
    }
    if (!space_set_flags(mapping, protection | (mapping->flags & TAY_MAP_SHARED))) {
        if (split) {
            space_join(mapping);
        }
        cut_undo(cut);
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
        if (mapping == NULL || (mapping->flags & MAPPING_PROTECTION) != protection) {
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
    if (!space_range_is_valid(range) || !mapping_protection_is_valid(protection)) {
        return TAY_EINVAL;
    }
    if (process_is_held(self)) {
        return TAY_EAGAIN;
    }
    protection = mapping_with_read(protection);
    enum tay_status status = check_protect(&self->space, range, protection);
    if (status != TAY_OK) {
        return status;
    }
    while (skip_done(&self->space, &range, protection)) {
        struct cut cut;
        if (!cut_make(&self->space, range, &cut) || !protect_step(&cut, protection)) {
            return TAY_ENOMEM;
        }
        if (hal_interrupt_pending()) {
            return STATUS_RESTART;
        }
    }
    return TAY_OK;
}
