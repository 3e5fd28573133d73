/* SPDX-License-Identifier: MIT */
/*
 * The tables of one address space, as space.c and space_share.c walk and change them.
 */
#ifndef SPACE_WALK_H
#define SPACE_WALK_H

#include <a64_pte.h>
#include <hal/space.h>

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

static inline uint64_t *table_of(uint64_t descriptor)
{
    return hal_linear_va((struct hal_pa){(uintptr_t)(descriptor & A64_PTE_ADDRESS)});
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

/* The first address behind what an entry at a level spans. */
static inline tay_ua_t behind(tay_ua_t address, unsigned level)
{
    return ((address >> A64_LEVEL_SHIFT(level)) + 1) << A64_LEVEL_SHIFT(level);
}

/* Makes the tables that are missing between entry[level] and entry[last]. */
bool a64_space_extend(struct hal_space *space, tay_ua_t address, struct path *path, unsigned level,
                      unsigned last);

/* Whether a copy of the table is being made (space_own.c). */
bool a64_space_is_copied(const uint64_t *table);

/*
 * Takes out of the tree every table on the path, from the one below entry[level] upwards, that is
 * empty; forgets the address; then gives the tables back.
 */
void a64_space_prune(struct hal_space *space, tay_ua_t address, const struct path *path,
                     unsigned level);

#endif
