/* SPDX-License-Identifier: MIT */
/*
 * What is mapped from an address on: to find it, and to unmap it.
 *
 * Pages go in batches, so that there is one pair of barriers for all of a batch; only when no TLB
 * has them any more are pages and tables given back.
 */
#include "space_walk.h"

#include <a64_tlb.h>
#include <hal/upcall.h>

/* Pages that one call of hal_space_unmap takes out: at most 200 instructions each, with what core
 * does to give them back. */
#define UNMAP_PAGES 24

/* Tables that one call of hal_space_drop takes out, and entries that it looks at: about 60
 * instructions each. */
#define DROP_TABLES 16
#define DROP_ENTRIES 64

/* Entries not in use that hal_space_unmap passes: about 2 instructions each. */
#define UNMAP_ENTRIES 512

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

/* The first address from this one on whose entry at the end of the path's table is in use, or whose
 * table is another one, or that is not below `limit`; passes at most *entries, and counts. */
static tay_ua_t skip_unused(const struct path *path, unsigned level, tay_ua_t address,
                            tay_ua_t limit, unsigned *entries)
{
    unsigned most = entries_to(address, limit, level);
    unsigned unused = count_unused(path->entry[level], most < *entries ? most : *entries);

    if (unused == 0) {
        return address;
    }
    *entries -= unused;
    return ((address >> A64_LEVEL_SHIFT(level)) + unused) << A64_LEVEL_SHIFT(level);
}

tay_ua_t hal_space_next(const struct hal_space *space, tay_ua_t address, tay_ua_t limit,
                        unsigned *entries)
{
    while (*entries > 0 && address < limit) {
        struct path path;
        unsigned level = walk(space, address, &path);
        tay_ua_t next = skip_unused(&path, level, address, limit, entries);
        if (next == address) {
            return address;
        }
        address = next;
    }
    return address < limit ? address : limit;
}

/* Pages that are out of the tables, and not yet out of the TLBs. */
struct batch {
    unsigned count, counted_count;
    tay_ua_t address[UNMAP_PAGES];
    struct hal_pa counted[UNMAP_PAGES];
};

/* Takes out the pages behind a level 3 table's entries, of which there are `most` and `used` in
 * use, as far as the batch has room; returns how many entries it passes. */
static unsigned clear_entries(uint64_t *entry, unsigned most, unsigned used, tay_ua_t address,
                              struct batch *batch)
{
    unsigned n = 0;

    while (n < most && used > 0 && batch->count < UNMAP_PAGES) {
        uint64_t descriptor = entry[n];
        if (!is_valid(descriptor)) {
            n += count_unused(&entry[n], most - n);
            continue;
        }
        entry_set(&entry[n], 0);
        batch->address[batch->count++] = address + ((tay_ua_t)n << HAL_PAGE_SHIFT);
        if ((descriptor & A64_PTE_COUNTED) != 0) {
            batch->counted[batch->counted_count++] = page_of(descriptor);
        }
        used--;
        n++;
    }
    return used == 0 ? most : n;
}

/* Unmaps pages of one table that is the space's own; returns up to where. */
static tay_ua_t unmap_some(struct hal_space *space, tay_ua_t address, tay_ua_t limit,
                           const struct path *path)
{
    uint64_t *table = path->entry[A64_LEVEL_LAST - 1];
    void *empty[A64_LEVEL_LAST];
    struct batch batch;

    batch.count = 0;
    batch.counted_count = 0;
    unsigned passed =
        clear_entries(path->entry[A64_LEVEL_LAST], entries_to(address, limit, A64_LEVEL_LAST),
                      count_of(*table), address, &batch);
    *table -= batch.count * A64_PTE_COUNT_ONE;
    if (batch.count > 0) {
        unsigned empty_count = a64_space_prune(path, A64_LEVEL_LAST - 1, empty);
        a64_tlb_pages(space->asid, batch.address, batch.count);
        for (unsigned i = 0; i < batch.counted_count; i++) {
            kernel_page_drop(batch.counted[i]);
        }
        a64_space_give(space, empty, empty_count);
    }
    return address + ((tay_ua_t)passed << HAL_PAGE_SHIFT);
}

tay_ua_t hal_space_drop(struct hal_space *space, tay_ua_t address, tay_ua_t limit)
{
    void *gone[DROP_TABLES + A64_LEVEL_LAST];
    unsigned count = 0;

    for (unsigned n = 0; n < DROP_ENTRIES && count < DROP_TABLES && address < limit; n++) {
        struct path path;
        unsigned level = walk(space, address, &path);
        if (level == A64_LEVEL_LAST) {
            uint64_t *entry = path.entry[--level];
            if ((*entry & A64_PTE_TABLE_READ_ONLY) != 0 &&
                kernel_table_is_shared(table_of(*entry))) {
                gone[count++] = table_of(*entry);
                entry_set(entry, 0);
                *path.entry[level - 1] -= A64_PTE_COUNT_ONE;
                count += a64_space_prune(&path, level - 1, &gone[count]);
            }
        }
        address = behind(address, level);
    }
    if (count > 0) {
        a64_tlb_space(space->asid);
        a64_space_give(space, gone, count);
    }
    return address;
}

__attribute__((noinline)) static tay_ua_t unmap_range(struct hal_space *space, tay_ua_t address,
                                                      tay_ua_t limit)
{
    unsigned entries = UNMAP_ENTRIES;

    while (address < limit && entries > 0) {
        struct path path;
        unsigned level = walk(space, address, &path);
        if (level < A64_LEVEL_LAST) {
            address = skip_unused(&path, level, address, limit, &entries);
            continue;
        }
        if ((*path.entry[A64_LEVEL_LAST - 1] & A64_PTE_TABLE_READ_ONLY) == 0) {
            return unmap_some(space, address, limit, &path);
        }
        tay_ua_t piece = address & ~(tay_ua_t)(HAL_PIECE_BYTES - 1);
        if (address == piece && limit - piece >= HAL_PIECE_BYTES &&
            kernel_table_is_shared(table_of(*path.entry[A64_LEVEL_LAST - 1]))) {
            return hal_space_drop(space, piece, piece + HAL_PIECE_BYTES);
        }
        if (hal_space_own(space, address) != HAL_OWNED) {
            return address;
        }
    }
    return address < limit ? address : limit;
}

tay_ua_t hal_space_unmap(struct hal_space *space, tay_ua_t address, tay_ua_t limit)
{
    uint64_t *table = table_entry(space, address);

    /* Most often one page, of a table that keeps others. */
    if (limit - address != HAL_PAGE_BYTES || table == NULL ||
        (*table & A64_PTE_TABLE_READ_ONLY) != 0 || count_of(*table) == 1) {
        return unmap_range(space, address, limit);
    }
    uint64_t *entry = entry_in(table_of(*table), address, A64_LEVEL_LAST);
    uint64_t descriptor = *entry;
    if (is_valid(descriptor)) {
        entry_set(entry, 0);
        *table -= A64_PTE_COUNT_ONE;
        a64_tlb_page(space->asid, address);
        if ((descriptor & A64_PTE_COUNTED) != 0) {
            kernel_page_drop(page_of(descriptor));
        }
    }
    return limit;
}
