/* SPDX-License-Identifier: MIT */
/*
 * How tables come into the tree and leave it.
 */
#include "space_walk.h"

#include <a64_tlb.h>
#include <hal/upcall.h>

unsigned a64_space_prune(const struct path *path, unsigned level, void *empty[A64_LEVEL_LAST])
{
    unsigned count = 0;

    for (; level >= A64_LEVEL_FIRST && count_of(*path->entry[level]) == 0; level--) {
        empty[count++] = table_of(*path->entry[level]);
        entry_set(path->entry[level], 0);
        if (level > A64_LEVEL_FIRST) {
            *path->entry[level - 1] -= A64_PTE_COUNT_ONE;
        }
    }
    return count;
}

void a64_space_give(struct hal_space *space, void *const empty[], unsigned count)
{
    while (count > 0) {
        kernel_table_give(space, empty[--count]);
    }
}

bool a64_space_extend(struct hal_space *space, tay_ua_t address, struct path *path, unsigned level,
                      unsigned last)
{
    for (; level < last; level++) {
        uint64_t *table = kernel_table_take(space);
        if (table == NULL) {
            if (level > A64_LEVEL_FIRST) {
                void *empty[A64_LEVEL_LAST];
                unsigned count = a64_space_prune(path, level - 1, empty);
                a64_tlb_page(space->asid, address);
                a64_space_give(space, empty, count);
            }
            return false;
        }
        entry_set(path->entry[level], hal_linear_pa(table).value | A64_PTE_TABLE);
        if (level > A64_LEVEL_FIRST) {
            *path->entry[level - 1] += A64_PTE_COUNT_ONE;
        }
        path->entry[level + 1] = entry_in(table, address, level + 1);
    }
    return true;
}
