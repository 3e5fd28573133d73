/* SPDX-License-Identifier: MIT */
/*
 * Nodes. Invariant: a block with nodes is in the list of tree->node_blocks while it has room for
 * another, and is given back with its last node.
 */
#include "node.h"

#include <assert.h>
#include <string.h>

#define SLOT_BITS 4
#define SLOT_MASK ((1u << SLOT_BITS) - 1)

/* A block with nodes. */
struct node_block {
    uint32_t used; /* bit n: node n */
    uint32_t next, previous;
    uint32_t reserved;
    struct node node[(STORE_BLOCK_BYTES - 16) / sizeof(struct node)];
};

#define NODES_PER_BLOCK (sizeof((struct node_block *)0)->node / sizeof(struct node))
#define ALL_USED ((1u << NODES_PER_BLOCK) - 1)

static_assert(sizeof(struct node_block) <= STORE_BLOCK_BYTES, "nodes fit their block");
static_assert(NODES_PER_BLOCK <= SLOT_MASK + 1, "a handle names each node of a block");

struct node *node_at(const struct tree *tree, uint32_t handle)
{
    struct node_block *block = store_at(&tree->store, handle >> SLOT_BITS);
    assert((block->used >> (handle & SLOT_MASK) & 1) != 0);
    return &block->node[handle & SLOT_MASK];
}

static void list_add(struct tree *tree, uint32_t number)
{
    struct node_block *block = store_at(&tree->store, number);
    block->next = tree->node_blocks;
    block->previous = 0;
    if (block->next != 0) {
        struct node_block *next = store_at(&tree->store, block->next);
        next->previous = number;
    }
    tree->node_blocks = number;
}

static void list_remove(struct tree *tree, uint32_t number)
{
    struct node_block *block = store_at(&tree->store, number);
    if (block->next != 0) {
        struct node_block *next = store_at(&tree->store, block->next);
        next->previous = block->previous;
    }
    if (block->previous != 0) {
        struct node_block *previous = store_at(&tree->store, block->previous);
        previous->next = block->next;
    } else {
        tree->node_blocks = block->next;
    }
}

uint32_t node_make(struct tree *tree, enum tay_file_kind kind)
{
    uint32_t number = tree->node_blocks;
    if (number == 0) {
        number = store_take(&tree->store);
        if (number == 0) {
            return 0;
        }
        list_add(tree, number);
    }
    struct node_block *block = store_at(&tree->store, number);
    unsigned slot = 0;
    while ((block->used >> slot & 1) != 0) {
        slot++;
    }
    block->used |= 1u << slot;
    if (block->used == ALL_USED) {
        list_remove(tree, number);
    }
    tree->node_count++;
    block->node[slot] = (struct node){.number = ++tree->last_number, .kind = (uint16_t)kind};
    return number << SLOT_BITS | slot;
}

void node_free(struct tree *tree, uint32_t handle)
{
    uint32_t number = handle >> SLOT_BITS;
    struct node_block *block = store_at(&tree->store, number);
    if (block->used == ALL_USED) {
        list_add(tree, number);
    }
    block->used &= ~(1u << (handle & SLOT_MASK));
    tree->node_count--;
    if (block->used == 0) {
        list_remove(tree, number);
        store_give(&tree->store, number);
    }
}

/* Where the chain of a name begins (FNV-1a, 32 bits). */
static uint32_t *chain(const struct tree *tree, uint32_t directory,
                       const struct tay_file_name *name)
{
    uint32_t *table = store_at(&tree->store, tree->hashes);
    uint32_t hash = (2166136261u ^ directory) * 16777619u;
    for (size_t i = 0; i < name->bytes; i++) {
        hash = (hash ^ (uint8_t)name->text[i]) * 16777619u;
    }
    return &table[(hash ^ hash >> 16) % STORE_NUMBERS_PER_BLOCK];
}

uint32_t node_find(const struct tree *tree, uint32_t directory, const struct tay_file_name *name)
{
    uint32_t handle = *chain(tree, directory, name);
    while (handle != 0) {
        const struct node *node = node_at(tree, handle);
        if (node->parent == directory && node->name_bytes == name->bytes &&
            memcmp(node->name, name->text, name->bytes) == 0) {
            break;
        }
        handle = node->hash_next;
    }
    return handle;
}

void node_link(struct tree *tree, uint32_t handle, uint32_t directory,
               const struct tay_file_name *name)
{
    struct node *node = node_at(tree, handle);
    struct node *parent = node_at(tree, directory);
    uint32_t *head = chain(tree, directory, name);
    node->number = ++tree->last_number;
    node->parent = directory;
    node->name_bytes = (uint16_t)name->bytes;
    memcpy(node->name, name->text, name->bytes);
    node->hash_next = *head;
    *head = handle;
    node->next = 0;
    node->previous = parent->last;
    if (parent->last != 0) {
        node_at(tree, parent->last)->next = handle;
    } else {
        parent->first = handle;
    }
    parent->last = handle;
}

void node_unlink(struct tree *tree, uint32_t handle)
{
    struct node *node = node_at(tree, handle);
    struct node *parent = node_at(tree, node->parent);
    struct tay_file_name name = {node->name, node->name_bytes};
    uint32_t *at = chain(tree, node->parent, &name);
    while (*at != handle) {
        at = &node_at(tree, *at)->hash_next;
    }
    *at = node->hash_next;
    if (node->previous != 0) {
        node_at(tree, node->previous)->next = node->next;
    } else {
        parent->first = node->next;
    }
    if (node->next != 0) {
        node_at(tree, node->next)->previous = node->previous;
    } else {
        parent->last = node->previous;
    }
    node->parent = 0;
}
