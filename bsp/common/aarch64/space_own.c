/* SPDX-License-Identifier: MIT */
/*
 * A level 3 table of one's own in the place of one with several users.
 *
 * The table is copied at once: for one that is full the longest that the kernel does without a
 * preemption point, about 14 instructions for each of its entries.
 */
#include "space_walk.h"

#include <a64_tlb.h>
#include <hal/upcall.h>

/* How many entries from this one on are certainly not in use, if this one is not. */
static size_t skip_from(const uint64_t *entry)
{
    bool begins_line = ((uintptr_t)entry & (8 * sizeof *entry - 1)) == 0;

    return begins_line && !is_valid(entry[1] | entry[2] | entry[3] | entry[4] | entry[5] |
                                    entry[6] | entry[7])
               ? 8
               : 1;
}

/* Copies the entries in use, of which there are so many. Those that count become read-only in both,
 * and hold their page once more. */
static void copy_entries(uint64_t *from, uint64_t *to, unsigned used)
{
    uint32_t *frame_entry = kernel_frame_entry;

#pragma clang loop unroll(disable)
    while (used > 0) {
        uint64_t descriptor = *from;
        if ((descriptor & A64_PTE_COUNTED) != 0) { /* most are */
            descriptor |= A64_PTE_READ_ONLY;
            __atomic_store_n(from, descriptor, __ATOMIC_RELAXED);
            kernel_page_hold(frame_entry, page_of(descriptor));
        } else if (!is_valid(descriptor)) {
            size_t skipped = skip_from(from);
            from += skipped;
            to += skipped;
            continue;
        }
        from++;
        *to++ = descriptor;
        used--;
    }
}

enum hal_owned hal_space_own(struct hal_space *space, tay_ua_t address)
{
    uint64_t *entry = table_entry(space, address);

    if (entry == NULL || (*entry & A64_PTE_TABLE_READ_ONLY) == 0) {
        return HAL_OWNED;
    }
    uint64_t own = *entry & ~(A64_PTE_TABLE_READ_ONLY | A64_PTE_ADDRESS);
    uint64_t *table = table_of(*entry);
    if (!kernel_table_is_shared(table)) {
        entry_set(entry, *entry & ~A64_PTE_TABLE_READ_ONLY);
        a64_tlb_space(space->asid);
        return HAL_OWNED;
    }
    uint64_t *copy = kernel_table_take(space);
    if (copy == NULL) {
        return HAL_OWNED_NOT;
    }
    copy_entries(table, copy, count_of(*entry));
    entry_set(entry, 0);
    a64_tlb_space(space->asid);
    entry_set(entry, own | hal_linear_pa(copy).value);
    a64_table_publish();
    kernel_table_give(space, table);
    return HAL_OWNED_COPIED;
}
