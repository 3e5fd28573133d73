/* SPDX-License-Identifier: MIT */
/*
 * User address spaces: three levels of translation tables for 39 bits of address.
 *
 * Invariant: a table descriptor counts the descriptors in use of the table that it points to, and
 * no table below the root is empty, so a space without pages is its root alone. A valid descriptor
 * is never replaced by another valid one with a different meaning: it is made invalid and forgotten
 * by the TLB first (break-before-make, ARM DDI 0487, D5.10.1). A level 3 table that has, or once
 * had, several users is read-only by its table descriptors, each of which is its user's own;
 * space_share.c has what is peculiar to those. Portable: the descriptors are those of AArch64, the
 * TLB is behind a64_tlb.h.
 */
#include "space_walk.h"

#include <a64_asid.h>
#include <a64_tlb.h>
#include <hal/upcall.h>

_Static_assert(HAL_PAGE_SHIFT == A64_LEVEL_SHIFT(A64_LEVEL_LAST), "a page is a level 3 entry");
_Static_assert(A64_LEVEL_SHIFT(2) == 21 && A64_LEVEL_SHIFT(1) == 30,
               "as hal_space_tables_max has it");
_Static_assert(HAL_USER_LIMIT >> A64_LEVEL_SHIFT(A64_LEVEL_FIRST) == A64_TABLE_ENTRIES,
               "the root covers user space");

static uint64_t page_descriptor(struct hal_pa pa, unsigned protection, uint64_t extra)
{
    uint64_t descriptor = pa.value | extra | A64_PTE_PAGE | A64_PTE_USER | A64_PTE_INNER_SHARED |
                          A64_PTE_ACCESSED | A64_PTE_NOT_GLOBAL | A64_PTE_PXN;
    if ((protection & TAY_MAP_EXECUTE) == 0) {
        descriptor |= A64_PTE_UXN;
    }
    if ((protection & TAY_MAP_WRITE) == 0) {
        descriptor |= A64_PTE_READ_ONLY;
    }
    return descriptor;
}

static uint64_t attribute_of(enum hal_caching caching)
{
    static const uint8_t index[] = {
        [HAL_CACHED] = A64_MAIR_CACHED,
        [HAL_DMA] = A64_MAIR_DMA,
        [HAL_NONCACHEABLE] = A64_MAIR_NONCACHEABLE,
        [HAL_DEVICE] = A64_MAIR_DEVICE,
    };
    return (uint64_t)index[caching] << A64_PTE_ATTRIBUTE_SHIFT;
}

/* Whether and how EL0 may access a page by its descriptor and that of its table. */
static unsigned protection_of(uint64_t descriptor, uint64_t table)
{
    unsigned protection = TAY_MAP_READ;

    if ((descriptor & A64_PTE_READ_ONLY) == 0 && (table & A64_PTE_TABLE_READ_ONLY) == 0) {
        protection |= TAY_MAP_WRITE;
    }
    if ((descriptor & A64_PTE_UXN) == 0) {
        protection |= TAY_MAP_EXECUTE;
    }
    return protection;
}

bool hal_space_init(struct hal_space *space)
{
    uint16_t asid = a64_asid_take();

    if (asid == A64_ASID_NONE) {
        return false;
    }
    space->asid = asid;
    space->root = kernel_table_take(space);
    if (space->root == NULL) {
        a64_asid_give(asid);
        return false;
    }
    return true;
}

void hal_space_fini(struct hal_space *space)
{
    a64_tlb_space(space->asid);
    a64_asid_give(space->asid);
    kernel_table_give(space, space->root);
    space->root = NULL;
    space->asid = A64_ASID_NONE;
}

/* Seldom needed, so that hal_space_map does without a stack. Makes the tables for an address;
 * returns the entry of that of its page, NULL: there is no page.
 */
__attribute__((noinline)) static uint64_t *make_table(struct hal_space *space, tay_ua_t address)
{
    struct path path;
    unsigned level = walk(space, address, &path);

    if (!a64_space_extend(space, address, &path, level, A64_LEVEL_LAST)) {
        return NULL;
    }
    return path.entry[A64_LEVEL_LAST - 1];
}

bool hal_space_map(struct hal_space *space, tay_ua_t address, const struct hal_page *page,
                   enum hal_caching caching)
{
    uint64_t *table = page->place != NULL ? page->place : make_table(space, address);

    if (table == NULL) {
        return false;
    }
    uint64_t extra = attribute_of(caching) | (page->counted ? A64_PTE_COUNTED : 0);
    entry_set(entry_in(table_of(*table), address, A64_LEVEL_LAST),
              page_descriptor(page->pa, page->protection, extra));
    *table += A64_PTE_COUNT_ONE;
    a64_table_publish();
    return true;
}

void hal_space_change(struct hal_space *space, tay_ua_t address, const struct hal_page *page)
{
    uint64_t *table = page->place != NULL ? page->place : table_entry(space, address);
    uint64_t *entry = entry_in(table_of(*table), address, A64_LEVEL_LAST);
    uint64_t old = *entry;
    uint64_t new =
        page_descriptor(page->pa, page->protection, old & (A64_PTE_ATTRIBUTE | A64_PTE_COUNTED));

    if (((old ^ new) & A64_PTE_ADDRESS) == 0) { /* permissions alone need no break */
        entry_set(entry, new);
        a64_tlb_page(space->asid, address);
        return;
    }
    entry_set(entry, 0);
    a64_tlb_page(space->asid, address);
    entry_set(entry, new);
    a64_table_publish();
}

bool hal_space_query(const struct hal_space *space, tay_ua_t address, struct hal_page *page)
{
    uint64_t *entry = table_entry(space, address);

    page->place = entry;
    page->is_own = entry == NULL || (*entry & A64_PTE_TABLE_READ_ONLY) == 0;
    if (entry == NULL) {
        return false;
    }
    uint64_t descriptor = *entry_in(table_of(*entry), address, A64_LEVEL_LAST);
    page->pa = page_of(descriptor);
    page->counted = (descriptor & A64_PTE_COUNTED) != 0;
    page->protection = protection_of(descriptor, *entry);
    return is_valid(descriptor);
}

void *hal_space_reach(const struct hal_space *space, tay_ua_t address, unsigned access)
{
    const uint64_t apart = (uint64_t)A64_MAIR_APART << A64_PTE_ATTRIBUTE_SHIFT;
    uint64_t *entry = table_entry(space, address);

    if (entry == NULL) {
        return NULL;
    }
    uint64_t descriptor = *entry_in(table_of(*entry), address, A64_LEVEL_LAST);
    if ((descriptor & (A64_PTE_VALID | apart)) != A64_PTE_VALID ||
        (access & ~protection_of(descriptor, *entry)) != 0) {
        return NULL;
    }
    return (char *)table_of(descriptor) + address % HAL_PAGE_BYTES;
}

void hal_space_activate(const struct hal_space *space)
{
    a64_space_install(space);
}
