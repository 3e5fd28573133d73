/* SPDX-License-Identifier: MIT */
/*
 * A level 3 table of one's own in the place of one with several users, made in pieces.
 *
 * Invariant: while a copy is being made, its table has several users, so nobody changes the table's
 * entries; the first copying.end of them are in the copy, read-only in both, and each page that
 * they count has been held once for the copy. There is one copy at a time, so that there are never
 * more tables than users have paid for: whoever wants another one, or to leave the table, first
 * helps to finish it.
 */
#include "space_walk.h"

#include <a64_copy.h>
#include <a64_tlb.h>
#include <hal/upcall.h>

/* Entries that one call goes past, one that is in use for eight that are not: about 6 instructions
 * each. */
#define OWN_BATCH 384
#define OWN_IN_USE 8

_Static_assert(OWN_BATCH / OWN_IN_USE <= HAL_HOLD_BATCH, "one batch of pages is held at a time");

static struct {
    struct hal_space *space; /* whose copy it is */
    uint64_t *entry;         /* of the table, in the space */
    uint64_t *copy;          /* NULL: none is being made */
    unsigned end;            /* entries below are in the copy */
    unsigned left;           /* entries in use that are not */
} copying;

uint64_t *a64_copy_in_progress(void)
{
    return copying.copy;
}

static void copy_entries(void)
{
    uint64_t *from = table_of(*copying.entry);
    struct hal_pa page[HAL_HOLD_BATCH];
    size_t count = 0;

    for (unsigned work = 0; work < OWN_BATCH && copying.left > 0; work++) {
        unsigned n = copying.end++;
        uint64_t descriptor = from[n];
        if (!is_valid(descriptor)) {
            continue;
        }
        if ((descriptor & A64_PTE_COUNTED) != 0) {
            descriptor |= A64_PTE_READ_ONLY;
            entry_set(&from[n], descriptor);
            page[count++].value = (uintptr_t)(descriptor & A64_PTE_ADDRESS);
        }
        copying.copy[n] = descriptor;
        copying.left--;
        work += OWN_IN_USE - 1;
    }
    kernel_pages_hold(page, count);
}

/* The copy takes the place of the table. */
static void install(void)
{
    struct hal_space *space = copying.space;
    uint64_t own = *copying.entry & ~(A64_PTE_TABLE_READ_ONLY | A64_PTE_ADDRESS);
    uint64_t *table = table_of(*copying.entry);

    entry_set(copying.entry, 0);
    a64_tlb_space(space->asid);
    entry_set(copying.entry, own | hal_linear_pa(copying.copy).value);
    a64_table_publish();
    kernel_table_give(space, table);
    copying.copy = NULL;
}

/* Does a piece of the copy; whether it is finished. */
static bool copy_on(void)
{
    copy_entries();
    if (copying.left > 0) {
        return false;
    }
    install();
    return true;
}

enum hal_owned hal_space_own(struct hal_space *space, tay_ua_t address)
{
    struct path path;

    if (walk(space, address, &path) < A64_LEVEL_LAST) {
        return HAL_OWNED;
    }
    uint64_t *entry = path.entry[A64_LEVEL_LAST - 1];
    if ((*entry & A64_PTE_TABLE_READ_ONLY) == 0) {
        return HAL_OWNED;
    }
    if (copying.copy != NULL) {
        return copy_on() && copying.entry == entry ? HAL_OWNED : HAL_OWNED_PARTLY;
    }
    if (!kernel_table_is_shared(table_of(*entry))) {
        entry_set(entry, *entry & ~A64_PTE_TABLE_READ_ONLY);
        a64_tlb_space(space->asid);
        return HAL_OWNED;
    }
    copying.copy = kernel_table_take(space);
    if (copying.copy == NULL) {
        return HAL_OWNED_NOT;
    }
    copying.space = space;
    copying.entry = entry;
    copying.end = 0;
    copying.left = count_of(*entry);
    return copy_on() ? HAL_OWNED : HAL_OWNED_PARTLY;
}

bool a64_space_is_copied(const uint64_t *table)
{
    return copying.copy != NULL && table_of(*copying.entry) == table;
}
