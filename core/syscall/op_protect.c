/* SPDX-License-Identifier: MIT */
/*
 * Changing the protection of a range, in steps. What a step has done is a mapping of its own, until
 * it joins its neighbours, so that to repeat the operation is to go on with it.
 */
#include <boot/event.h>
#include <lib/assert.h>
#include <mem/cut.h>
#include <process/process.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

/* Pages whose protection one step changes: about 350 instructions each. */
#define PROTECT_BATCH 12

/* Entries of tables that one step passes, twice: about 10 instructions each time. */
#define PROTECT_ENTRIES 128

/* Mappings that are looked at between two looks at the interrupts: about 150 instructions each. */
#define LOOK_BATCH 16

/*
 * How far an operation has come: first the whole range is looked at, then changed. In the thread's
 * progress it stands as one word: the offset in the range, whole pages, and below that the rest.
 */
struct position {
    tay_ua_t at;
    bool changes;           /* no more looking */
    enum tay_status status; /* what was found while looking, unless something worse comes */
};

#define POSITION_CHANGES 0x10u
#define POSITION_STATUS 0x0fu

_Static_assert(TAY_STATUS_COUNT <= POSITION_STATUS + 1, "a status fits");
_Static_assert(HAL_PAGE_BYTES > (POSITION_CHANGES | POSITION_STATUS), "all fits below a page");

static struct position load(const struct thread *thread, tay_ua_t start)
{
    size_t below = thread->progress & (HAL_PAGE_BYTES - 1);
    struct position position = {
        .at = start + (thread->progress - below),
        .changes = (below & POSITION_CHANGES) != 0,
        .status = (enum tay_status)(below & POSITION_STATUS),
    };
    return position;
}

static enum tay_status restart(struct thread *thread, tay_ua_t start, struct position position)
{
    thread->progress =
        (position.at - start) | (position.changes ? POSITION_CHANGES : 0) | (size_t)position.status;
    return STATUS_RESTART;
}

/* Whether a mapping may have the protection, and has no conflict. */
static enum tay_status check_mapping(const struct mapping *mapping, unsigned protection)
{
    unsigned flags = protection | (mapping->flags & TAY_MAP_SHARED);
    if ((protection & ~mapping->rights) != 0) {
        return TAY_ERIGHT;
    }
    bool mixes = mapping->flags != flags && space_would_mix(mapping->memory, flags);
    return mixes ? TAY_ESTATE : TAY_OK;
}

/* The mapping at an address, or NULL. */
static struct mapping *mapping_at(const struct space *space, tay_ua_t address)
{
    struct mapping *mapping = space_mapping_above(space, address);
    return mapping == NULL || mapping_start(mapping) > address ? NULL : mapping;
}

/* Looks at some of the range. NOENT wins over RIGHT, and that over STATE, wherever they are. */
static void look_on(const struct space *space, struct position *position, tay_ua_t end,
                    unsigned protection)
{
    for (unsigned i = 0; i < LOOK_BATCH && position->at < end; i++) {
        const struct mapping *mapping = mapping_at(space, position->at);
        if (mapping == NULL) {
            position->status = TAY_ENOENT;
            return;
        }
        enum tay_status status = check_mapping(mapping, protection);
        if (status == TAY_ERIGHT || position->status == TAY_OK) {
            position->status = status;
        }
        position->at = mapping_end(mapping) < end ? mapping_end(mapping) : end;
    }
}

/* How far one step may go from the start of a mapping: some translated pages, in pieces that are
 * the space's own. The start: a part of making one so is done, and no more. */
static tay_ua_t step_end(const struct mapping *mapping)
{
    struct hal_space *hal = &mapping->space->hal;
    tay_ua_t end = mapping_end(mapping);
    tay_ua_t at = mapping_start(mapping);
    unsigned entries = PROTECT_ENTRIES;
    for (unsigned i = 0; i < PROTECT_BATCH; i++) {
        at = hal_space_next(hal, at, end, &entries);
        if (at >= end || entries == 0 || !space_own(hal, at)) {
            return at;
        }
        at += HAL_PAGE_BYTES;
    }
    return at;
}

/* Brings the pages of a mapping that is one step in line with its flags; they only ever lose rights
 * here: what they gain comes with the next access. */
static void lower_pages(const struct mapping *mapping)
{
    struct hal_space *hal = &mapping->space->hal;
    tay_ua_t end = mapping_end(mapping);
    unsigned entries = 2 * PROTECT_ENTRIES; /* more than the step has */
    tay_ua_t at = hal_space_next(hal, mapping_start(mapping), end, &entries);
    while (at < end) {
        struct hal_page page;
        if (hal_space_query(hal, at, &page)) {
            unsigned protection = page.protection & mapping->flags;
            if (protection != page.protection) {
                page.protection = protection;
                hal_space_change(hal, at, &page);
            }
        }
        at = hal_space_next(hal, at + HAL_PAGE_BYTES, end, &entries);
    }
}

/* One bounded piece of work on a mapping that lies wholly in the range. Moves *at, its start,
 * behind what is done. False: the account cannot pay, and the cut is undone. */
static bool protect_step(const struct cut *cut, unsigned protection, tay_ua_t *at)
{
    struct mapping *mapping = cut->mapping;
    tay_ua_t end = step_end(mapping);
    if (end == mapping_start(mapping)) {
        cut_undo(cut);
        return true;
    }
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
    *at = end;
    struct tree_node *previous = tree_previous(&mapping->node);
    space_join(mapping);
    if (previous != NULL) {
        space_join(mapping_of_node(previous));
    }
    return true;
}

/* Passes some mappings that have the protection; whether one that has not is next. */
static bool skip_done(const struct space *space, struct position *position, tay_ua_t end,
                      unsigned protection)
{
    for (unsigned i = 0; i < LOOK_BATCH && position->at < end; i++) {
        const struct mapping *mapping = mapping_at(space, position->at);
        if (mapping == NULL || (mapping->flags & MAPPING_PROTECTION) != protection) {
            return true;
        }
        position->at = mapping_end(mapping) < end ? mapping_end(mapping) : end;
    }
    return false;
}

/* One bounded piece of changing the range. Others of the process may have been there since it was
 * looked at, or be there after it: what has been changed once is not looked at again, or two that
 * want different protections would never end. */
static enum tay_status change_on(const struct space *space, struct position *position, tay_ua_t end,
                                 unsigned protection)
{
    if (!skip_done(space, position, end, protection)) {
        return TAY_OK;
    }
    const struct mapping *mapping = mapping_at(space, position->at);
    enum tay_status status = mapping == NULL ? TAY_ENOENT : check_mapping(mapping, protection);
    if (status != TAY_OK) {
        return status;
    }
    struct cut cut;
    struct space_range rest = {position->at, end - position->at};
    if (!cut_make(space, rest, &cut)) {
        return TAY_ENOMEM;
    }
    kernel_assert(cut.mapping != NULL); /* there is one at the position */
    return protect_step(&cut, protection, &position->at) ? TAY_OK : TAY_ENOMEM;
}

enum tay_status op_space_protect(struct thread *caller, struct process *self, tay_ua_t address,
                                 size_t length_bytes, unsigned protection)
{
    struct space_range range = {address, length_bytes};
    if (!space_range_is_valid(range) || !mapping_protection_is_valid(protection)) {
        return TAY_EINVAL;
    }
    if (process_is_held(self)) {
        return TAY_EAGAIN;
    }
    protection = mapping_with_read(protection);
    tay_ua_t end = address + length_bytes;
    struct position position = load(caller, address);
    while (!position.changes || position.at < end) {
        if (position.changes) {
            position.status = change_on(&self->space, &position, end, protection);
        } else {
            look_on(&self->space, &position, end, protection);
        }
        bool looked = !position.changes && position.at >= end;
        if (position.status == TAY_ENOENT ||
            (position.status != TAY_OK && (looked || position.changes))) {
            return position.status;
        }
        if (looked) {
            position = (struct position){.at = address, .changes = true, .status = TAY_OK};
        }
        if (event_is_due()) {
            return restart(caller, address, position);
        }
    }
    return TAY_OK;
}
