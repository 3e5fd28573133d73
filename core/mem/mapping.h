/* SPDX-License-Identifier: MIT */
/*
 * A mapping: a range of an address space, what is behind it, and how it may be used.
 */
#ifndef MEM_MAPPING_H
#define MEM_MAPPING_H

#include <hal/space.h>
#include <lib/list.h>
#include <lib/tree.h>
#include <tay/abi/types.h>

struct memory;
struct space;

struct mapping {
    struct tree_node node; /* key: the start address */
    struct space *space;
    size_t length_bytes;
    struct memory *memory; /* NULL: private zero-filled memory */
    size_t offset_bytes;
    unsigned flags;  /* TAY_MAP_READ | WRITE | EXECUTE | SHARED, or TAY_MAP_GUARD */
    unsigned rights; /* the protection that the memory capability allows at most */
    bool owns_pages; /* pages are its own, or may be: private and without memory or once writable */
    bool touched;    /* pages of it may be translated */
    size_t charged_bytes;
    struct list_node in_memory; /* in use if there is a memory object */
};

/* The flags of a mapping that say what may be done. */
#define MAPPING_PROTECTION (TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_EXECUTE)

/* Whether something may be done, but not write and execute. */
static inline bool mapping_protection_is_valid(unsigned flags)
{
    unsigned both = TAY_MAP_WRITE | TAY_MAP_EXECUTE;
    return (flags & MAPPING_PROTECTION) != 0 && (flags & both) != both;
}

/* Whatever can be written or executed can be read. */
static inline unsigned mapping_with_read(unsigned flags)
{
    return (flags & (TAY_MAP_WRITE | TAY_MAP_EXECUTE)) != 0 ? flags | TAY_MAP_READ : flags;
}

/* A guard has no memory, no pages and no tables, and gets no protection. */
static inline bool mapping_is_guard(const struct mapping *mapping)
{
    return (mapping->flags & TAY_MAP_GUARD) != 0;
}

static inline struct mapping *mapping_of_node(struct tree_node *node)
{
    return node == NULL ? NULL : container_of(node, struct mapping, node);
}

static inline tay_ua_t mapping_start(const struct mapping *mapping)
{
    return (tay_ua_t)mapping->node.key;
}

static inline tay_ua_t mapping_end(const struct mapping *mapping)
{
    return (tay_ua_t)mapping->node.key + mapping->length_bytes;
}

/* What a mapping may cost: its tables, and its pages where they are its own. */
static inline size_t mapping_charge(const struct mapping *mapping)
{
    if (mapping_is_guard(mapping)) {
        return 0;
    }
    size_t tables = hal_space_tables_max(mapping_start(mapping), mapping->length_bytes);
    return (tables << HAL_PAGE_SHIFT) + (mapping->owns_pages ? mapping->length_bytes : 0);
}

/* Whether a mapping with these flags writes, or may write, to pages of its own. */
static inline bool mapping_would_own(const struct memory *memory, unsigned flags)
{
    if ((flags & TAY_MAP_GUARD) != 0) {
        return false;
    }
    return memory == NULL || (flags & (TAY_MAP_SHARED | TAY_MAP_WRITE)) == TAY_MAP_WRITE;
}

/* Brings the charge in line with the mapping; false: cannot pay, and nothing happened. */
bool mapping_recharge(struct mapping *mapping);

/* Counts a mapping in or out of the writers and executors of the memory object that it has. */
#define MAPPING_COUNT_IN 1u
#define MAPPING_COUNT_OUT (0u - 1u)
void mapping_count_use(const struct mapping *mapping, unsigned step);

/* Writes a mapping down with the memory object that it has. */
void mapping_attach_memory(struct mapping *mapping);

/* Takes a mapping without pages out of its space; it is gone. */
void mapping_detach(struct mapping *mapping);

#endif
