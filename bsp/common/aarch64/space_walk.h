/* SPDX-License-Identifier: MIT */
/*
 * The tables of one address space, as the files space*.c walk and change them.
 */
#ifndef SPACE_WALK_H
#define SPACE_WALK_H

#include <a64_pte.h>
#include <hal/space.h>
#include <stddef.h>

/* The entries that translate an address, by level; [0] is unused. */
struct path {
    uint64_t *entry[A64_LEVEL_LAST + 1];
};

static inline bool is_valid(uint64_t descriptor)
{
    return (descriptor & A64_PTE_VALID) != 0;
}

static inline unsigned count_of(uint64_t descriptor)
{
    return (unsigned)((descriptor & A64_PTE_COUNT) >> A64_PTE_COUNT_SHIFT);
}

static inline struct hal_pa page_of(uint64_t descriptor)
{
    return (struct hal_pa){(uintptr_t)(descriptor & A64_PTE_ADDRESS)};
}

static inline uint64_t *table_of(uint64_t descriptor)
{
    return hal_linear_va(page_of(descriptor));
}

static inline uint64_t *entry_in(uint64_t *table, tay_ua_t address, unsigned level)
{
    return &table[(address >> A64_LEVEL_SHIFT(level)) % A64_TABLE_ENTRIES];
}

/* Release: walkers on other cores see what the table or page holds before they see the entry. */
static inline void entry_set(uint64_t *entry, uint64_t descriptor)
{
    __atomic_store_n(entry, descriptor, __ATOMIC_RELEASE);
}

/* Follows the tables to an address. Returns the level of the last entry that there is: level 3, or
 * above it an invalid one. */
static inline unsigned walk(const struct hal_space *space, tay_ua_t address, struct path *path)
{
    unsigned level = A64_LEVEL_FIRST;
    uint64_t *table = space->root;

    for (;;) {
        path->entry[level] = entry_in(table, address, level);
        if (level == A64_LEVEL_LAST || !is_valid(*path->entry[level])) {
            return level;
        }
        table = table_of(*path->entry[level]);
        level++;
    }
}

/* The entry of the level 3 table for an address, NULL: there is no such table. */
static inline uint64_t *table_entry(const struct hal_space *space, tay_ua_t address)
{
    uint64_t above = *entry_in(space->root, address, A64_LEVEL_FIRST);

    if (!is_valid(above)) {
        return NULL;
    }
    uint64_t *entry = entry_in(table_of(above), address, A64_LEVEL_FIRST + 1);
    return is_valid(*entry) ? entry : NULL;
}

/* The first address behind what an entry at a level spans. */
static inline tay_ua_t behind(tay_ua_t address, unsigned level)
{
    return ((address >> A64_LEVEL_SHIFT(level)) + 1) << A64_LEVEL_SHIFT(level);
}

/* Makes the tables that are missing between entry[level] and entry[last]. */
bool a64_space_extend(struct hal_space *space, tay_ua_t address, struct path *path, unsigned level,
                      unsigned last);

/*
 * Takes out of the tree every table on the path, from the one below entry[level] upwards, that is
 * empty, and writes them down; returns how many. They are given back when the TLBs have forgotten
 * an address that they translated.
 */
unsigned a64_space_prune(const struct path *path, unsigned level, void *empty[A64_LEVEL_LAST]);
void a64_space_give(struct hal_space *space, void *const empty[], unsigned count);

#endif
