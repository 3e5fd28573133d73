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
_Static_assert(HAL_USER_LIMIT >> A64_LEVEL_SHIFT(A64_LEVEL_FIRST) == A64_TABLE_ENTRIES,
               "the root covers user space");

/* The entry of a mapped page, or NULL. */
static uint64_t *page_entry(const struct hal_space *space, tay_ua_t address, struct path *path)
{
    unsigned level = walk(space, address, path);
    uint64_t *entry = path->entry[level];
    return level == A64_LEVEL_LAST && is_valid(*entry) ? entry : NULL;
}

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
        [HAL_NONCACHEABLE] = A64_MAIR_NONCACHEABLE,
        [HAL_DEVICE] = A64_MAIR_DEVICE,
    };
    return (uint64_t)index[caching] << A64_PTE_ATTRIBUTE_SHIFT;
}

/* What the entries on the way to a page, and its own, say. */
static void describe(const struct path *path, struct hal_page *page)
{
    uint64_t descriptor = *path->entry[A64_LEVEL_LAST];
    uint64_t table = *path->entry[A64_LEVEL_LAST - 1];

    page->pa.value = (uintptr_t)(descriptor & A64_PTE_ADDRESS);
    page->counted = (descriptor & A64_PTE_COUNTED) != 0;
    page->protection = TAY_MAP_READ;
    if ((descriptor & A64_PTE_READ_ONLY) == 0 && (table & A64_PTE_TABLE_READ_ONLY) == 0) {
        page->protection |= TAY_MAP_WRITE;
    }
    if ((descriptor & A64_PTE_UXN) == 0) {
        page->protection |= TAY_MAP_EXECUTE;
    }
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

size_t hal_space_tables_max(tay_ua_t address, size_t bytes)
{
    size_t tables = 0;

    if (bytes == 0) {
        return 0;
    }
    for (unsigned level = A64_LEVEL_FIRST; level < A64_LEVEL_LAST; level++) {
        unsigned shift = A64_LEVEL_SHIFT(level);
        tables += ((address + bytes - 1) >> shift) - (address >> shift) + 1;
    }
    return tables;
}

bool hal_space_map(struct hal_space *space, tay_ua_t address, const struct hal_page *page,
                   enum hal_caching caching)
{
    struct path path;
    unsigned level = walk(space, address, &path);

    if (!a64_space_extend(space, address, &path, level, A64_LEVEL_LAST)) {
        return false;
    }
    uint64_t extra = attribute_of(caching) | (page->counted ? A64_PTE_COUNTED : 0);
    entry_set(path.entry[A64_LEVEL_LAST], page_descriptor(page->pa, page->protection, extra));
    *path.entry[A64_LEVEL_LAST - 1] += A64_PTE_COUNT_ONE;
    a64_table_publish();
    return true;
}

bool hal_space_unmap(struct hal_space *space, tay_ua_t address, struct hal_page *page)
{
    struct path path;
    uint64_t *entry = page_entry(space, address, &path);

    if (entry == NULL) {
        return false;
    }
    describe(&path, page);
    entry_set(entry, 0);
    *path.entry[A64_LEVEL_LAST - 1] -= A64_PTE_COUNT_ONE;
    a64_space_prune(space, address, &path, A64_LEVEL_LAST - 1);
    return true;
}

void hal_space_change(struct hal_space *space, tay_ua_t address, struct hal_pa pa,
                      unsigned protection)
{
    struct path path;
    uint64_t *entry = page_entry(space, address, &path);
    uint64_t extra = *entry & (A64_PTE_ATTRIBUTE | A64_PTE_COUNTED);

    entry_set(entry, 0);
    a64_tlb_page(space->asid, address);
    entry_set(entry, page_descriptor(pa, protection, extra));
    a64_table_publish();
}

bool hal_space_query(const struct hal_space *space, tay_ua_t address, struct hal_page *page)
{
    struct path path;

    if (page_entry(space, address, &path) == NULL) {
        return false;
    }
    describe(&path, page);
    return true;
}

/* How many of so many entries, from the first on, are not in use. */
static unsigned count_unused(const uint64_t *entry, unsigned most)
{
    unsigned n = 0;

    /* Most tables are nearly empty. */
    while (most - n >= 8 && !is_valid(entry[n] | entry[n + 1] | entry[n + 2] | entry[n + 3] |
                                      entry[n + 4] | entry[n + 5] | entry[n + 6] | entry[n + 7])) {
        n += 8;
    }
    while (n < most && !is_valid(entry[n])) {
        n++;
    }
    return n;
}

/* Entries of a level from that of `address` on: as many as its table has, and `limit` asks for. */
static unsigned entries_to(tay_ua_t address, tay_ua_t limit, unsigned level)
{
    tay_ua_t first = address >> A64_LEVEL_SHIFT(level);
    tay_ua_t wanted = ((limit - 1) >> A64_LEVEL_SHIFT(level)) - first + 1;
    unsigned there = A64_TABLE_ENTRIES - (unsigned)(first % A64_TABLE_ENTRIES);

    return wanted < there ? (unsigned)wanted : there;
}

tay_ua_t hal_space_next(const struct hal_space *space, tay_ua_t address, tay_ua_t limit,
                        unsigned *entries)
{
    while (*entries > 0 && address < limit) {
        struct path path;
        unsigned level = walk(space, address, &path);
        unsigned most = entries_to(address, limit, level);
        unsigned unused = count_unused(path.entry[level], most < *entries ? most : *entries);
        if (unused == 0) {
            return address;
        }
        *entries -= unused;
        address = ((address >> A64_LEVEL_SHIFT(level)) + unused) << A64_LEVEL_SHIFT(level);
    }
    return address < limit ? address : limit;
}

void hal_space_activate(const struct hal_space *space)
{
    a64_space_install(space);
}
