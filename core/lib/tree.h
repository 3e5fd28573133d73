/* SPDX-License-Identifier: MIT */
/*
 * Balanced (AVL) trees of 64-bit keys, nodes standing inside the things ordered.
 *
 * Every operation is O(log n) without recursion. Equal keys keep the order of their insertion.
 */
#ifndef LIB_TREE_H
#define LIB_TREE_H

#include <lib/container.h>
#include <stdbool.h>

struct tree_node {
    uint64_t key; /* fixed while the node is in a tree, unless the order stays the same */
    struct tree_node *parent;
    struct tree_node *child[2]; /* smaller, greater */
    unsigned height;            /* 0: in no tree; a leaf has 1 */
};

struct tree {
    struct tree_node *root;
};

static inline void tree_init(struct tree *tree)
{
    tree->root = NULL;
}

static inline bool tree_node_is_linked(const struct tree_node *node)
{
    return node->height != 0;
}

void tree_insert(struct tree *tree, struct tree_node *node);
void tree_remove(struct tree *tree, struct tree_node *node);

/* The node with the smallest key, or NULL. */
struct tree_node *tree_first(const struct tree *tree);

/* The node that comes after this one, or NULL. */
struct tree_node *tree_next(const struct tree_node *node);

/* The node that comes before this one, or NULL. */
struct tree_node *tree_previous(const struct tree_node *node);

/* The last node whose key is at most `key`, or NULL. */
struct tree_node *tree_floor(const struct tree *tree, uint64_t key);

#endif
