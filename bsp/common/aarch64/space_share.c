/* SPDX-License-Identifier: MIT */
/*
 * Level 3 tables with several users, which copy on write stands on.
 *
 * Invariant: while a table has several users, A64_PTE_TABLE_READ_ONLY is set in each table
 * descriptor that points to it. A user who stays alone with the table drops the flag when it is
 * next to change something in it. To set and drop it changes permissions only, so it needs no
 * break-before-make (ARM DDI 0487, D5.10.1), but the TLB must forget what it combined from it.
 */
#include "space_walk.h"

#include <a64_tlb.h>
#include <hal/upcall.h>

_Static_assert(HAL_PIECE_BYTES == (size_t)1 << A64_LEVEL_SHIFT(A64_LEVEL_LAST - 1),
               "a piece is what a level 2 entry spans");

/* Entries that one call of hal_space_share looks at: at most 80 instructions each. */
#define SHARE_BATCH 64

/* Gives the table behind entry[2] of the parent's path to the child, unless it has it. */
static bool share_table(struct hal_space *child, tay_ua_t address, const struct path *parent)
{
    struct path path;
    unsigned level = walk(child, address, &path);
    uint64_t *entry = parent->entry[A64_LEVEL_LAST - 1];

    if (level == A64_LEVEL_LAST) {
        return true;
    }
    if (!a64_space_extend(child, address, &path, level, A64_LEVEL_LAST - 1)) {
        return false;
    }
    entry_set(entry, *entry | A64_PTE_TABLE_READ_ONLY);
    kernel_table_hold(table_of(*entry));
    entry_set(path.entry[A64_LEVEL_LAST - 1], *entry);
    *path.entry[A64_LEVEL_LAST - 2] += A64_PTE_COUNT_ONE;
    return true;
}

bool hal_space_share(struct hal_space *parent, struct hal_space *child, tay_ua_t *address,
                     tay_ua_t limit)
{
    bool done = true;

    for (unsigned i = 0; i < SHARE_BATCH && *address < limit && done; i++) {
        struct path path;
        unsigned level = walk(parent, *address, &path);
        if (level == A64_LEVEL_LAST) {
            level--;
            done = share_table(child, *address, &path);
        }
        *address = behind(*address, level);
    }
    /* Also makes the child's new entries visible to walkers. */
    a64_tlb_space(parent->asid);
    return done;
}
