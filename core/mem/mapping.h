/* SPDX-License-Identifier: MIT */
/*
 * A mapping: a range of an address space, what is behind it, and how it may be used.
 */
#ifndef MEM_MAPPING_H
#define MEM_MAPPING_H

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
    unsigned flags;  /* TAY_MAP_READ | WRITE | EXECUTE | SHARED */
    unsigned rights; /* the protection that the memory capability allows at most */
    bool owns_pages; /* pages are its own, or may be: private and without memory or once writable */
    size_t charged_bytes;
    struct list_node in_memory;
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

#endif
