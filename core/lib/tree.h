/* SPDX-License-Identifier: MIT */
/*
 * Balanced (AVL) trees of 64-bit keys, nodes standing inside the things ordered.
 *
 * Every operation is O(log n) without recursion. Equal keys keep the order of their insertion.
 */
#ifndef LIB_TREE_H
#define LIB_TREE_H

#include <lib/assert.h>
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

/* Where a key belongs, as long as the tree stays as it is. */
struct tree_place {
    struct tree_node *parent; /* of the node that is to be; NULL: it will be the root */
    bool side;                /* which child */
    struct tree_node *below;  /* the last node whose key is at most that, or NULL */
    struct tree_node *above;  /* the node behind it, or NULL */
};

static inline struct tree_place tree_place_of(const struct tree *tree, uint64_t key)
{
    struct tree_place place = {.parent = NULL};
    for (struct tree_node *node = tree->root; node != NULL; node = node->child[place.side]) {
        place.parent = node;
        place.side = key >= node->key;
        if (place.side) {
            place.below = node;
        } else {
            place.above = node;
        }
    }
    return place;
}

/* Restores the balance above a node that has just become higher by one. */
void tree_rebalance(struct tree *tree, struct tree_node *node);

/* Inserts a node at the place of its key. */
static inline void tree_insert_at(struct tree *tree, struct tree_node *node,
                                  const struct tree_place *place)
{
    struct tree_node *parent = place->parent;
    node->parent = parent;
    node->child[0] = NULL;
    node->child[1] = NULL;
    node->height = 1;
    if (parent == NULL) {
        tree->root = node;
        return;
    }
    parent->child[place->side] = node;
    if (parent->height == 1) {
        tree_rebalance(tree, node);
    }
}

static inline void tree_insert(struct tree *tree, struct tree_node *node)
{
    kernel_assert(node->height == 0);
    struct tree_place place = tree_place_of(tree, node->key);
    tree_insert_at(tree, node, &place);
}

void tree_remove(struct tree *tree, struct tree_node *node);

/* The node with the smallest key, or NULL. */
struct tree_node *tree_first(const struct tree *tree);

/* The node with the greatest key, the last of those, or NULL. */
static inline struct tree_node *tree_last(const struct tree *tree)
{
    struct tree_node *node = tree->root;
    while (node != NULL && node->child[1] != NULL) {
        node = node->child[1];
    }
    return node;
}

/* The node that comes after this one, or NULL. */
struct tree_node *tree_next(const struct tree_node *node);

/* The node that comes before this one, or NULL. */
struct tree_node *tree_previous(const struct tree_node *node);

/* The last node whose key is at most `key`, or NULL. */
struct tree_node *tree_floor(const struct tree *tree, uint64_t key);

#endif
