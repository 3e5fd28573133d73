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

/* Gives the table behind the parent's entry to the child, unless it has it. */
static bool share_table(struct hal_space *child, tay_ua_t address, uint64_t *entry)
{
    struct path path;
    unsigned level = walk(child, address, &path);

    if (level == A64_LEVEL_LAST) {
        return true;
    }
    if (!a64_space_extend(child, address, &path, level, A64_LEVEL_LAST - 1)) {
        return false;
    }
    kernel_table_hold(table_of(*entry));
    entry_set(path.entry[A64_LEVEL_LAST - 1], *entry | A64_PTE_TABLE_READ_ONLY);
    *path.entry[A64_LEVEL_LAST - 2] += A64_PTE_COUNT_ONE;
    a64_table_publish();
    return true;
}

bool hal_space_share(struct hal_space *parent, struct hal_space *child, tay_ua_t *address,
                     tay_ua_t limit, unsigned *entries)
{
    bool done = true;
    bool lowered = false; /* whether the parent has lost a right */

    for (; *entries > 0 && *address < limit && done; --*entries) {
        struct path path;
        unsigned level = walk(parent, *address, &path);
        if (level == A64_LEVEL_LAST) {
            uint64_t *entry = path.entry[--level];
            done = share_table(child, *address, entry);
            if (done && (*entry & A64_PTE_TABLE_READ_ONLY) == 0) {
                entry_set(entry, *entry | A64_PTE_TABLE_READ_ONLY);
                lowered = true;
            }
        }
        *address = behind(*address, level);
    }
    if (lowered) {
        a64_tlb_space(parent->asid);
    }
    return done;
}
