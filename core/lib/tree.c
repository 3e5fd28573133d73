/* SPDX-License-Identifier: MIT */
/*
 * Balanced trees. Invariant: for each node the heights of its two subtrees differ by at most one,
 * and `height` is one more than the greater.
 */
#include <lib/tree.h>

#include <lib/assert.h>

static unsigned height_of(const struct tree_node *node)
{
    return node == NULL ? 0 : node->height;
}

static void update_height(struct tree_node *node)
{
    unsigned left = height_of(node->child[0]);
    unsigned right = height_of(node->child[1]);
    node->height = (left > right ? left : right) + 1;
}

/* Puts `child` where `node` hangs. */
static void replace(struct tree *tree, struct tree_node *node, struct tree_node *child)
{
    struct tree_node *parent = node->parent;
    if (parent == NULL) {
        tree->root = child;
    } else {
        parent->child[parent->child[1] == node] = child;
    }
    if (child != NULL) {
        child->parent = parent;
    }
}

/* Lifts node's child on `side` above it; returns that child. */
static struct tree_node *rotate(struct tree *tree, struct tree_node *node, int side)
{
    struct tree_node *child = node->child[side];
    struct tree_node *inner = child->child[!side];
    replace(tree, node, child);
    node->child[side] = inner;
    if (inner != NULL) {
        inner->parent = node;
    }
    child->child[!side] = node;
    node->parent = child;
    update_height(node);
    update_height(child);
    return child;
}

/* Restores the invariant at a node whose subtree on `side` is too high; returns what stands there
 * now. */
static struct tree_node *lower(struct tree *tree, struct tree_node *node, int side)
{
    struct tree_node *high = node->child[side];
    if (height_of(high->child[!side]) > height_of(high->child[side])) {
        rotate(tree, high, !side);
    }
    return rotate(tree, node, side);
}

void tree_rebalance(struct tree *tree, struct tree_node *node)
{
    struct tree_node *above;
    for (; (above = node->parent) != NULL && above->height == node->height; node = above) {
        int side = above->child[1] == node;
        if (node->height > height_of(above->child[!side]) + 1) {
            lower(tree, above, side); /* is as high again as it was before */
            return;
        }
        above->height = node->height + 1;
    }
}

/* Restores the invariant from `node`, of which a subtree may be lower than before, up to the root.
 * What is out of balance is rare, so that this function needs no stack. */
static void rebalance_lower(struct tree *tree, struct tree_node *node);

static inline void rebalance_shrunk(struct tree *tree, struct tree_node *node)
{
    for (; node != NULL; node = node->parent) {
        unsigned left = height_of(node->child[0]);
        unsigned right = height_of(node->child[1]);
        if (left > right + 1 || right > left + 1) {
            rebalance_lower(tree, node);
            return;
        }
        unsigned height = (left > right ? left : right) + 1;
        if (node->height == height) {
            return;
        }
        node->height = height;
    }
}

__attribute__((noinline)) static void rebalance_lower(struct tree *tree, struct tree_node *node)
{
    unsigned before = node->height;
    int side = height_of(node->child[1]) > height_of(node->child[0]);
    node = lower(tree, node, side);
    if (node->height != before) {
        rebalance_shrunk(tree, node->parent);
    }
}

/* Takes out a node that has two children, by putting its successor in its place. */
__attribute__((noinline)) static void remove_inner(struct tree *tree, struct tree_node *node)
{
    struct tree_node *next = node->child[1];
    while (next->child[0] != NULL) {
        next = next->child[0];
    }
    struct tree_node *start = next->parent == node ? next : next->parent;
    if (next->parent != node) {
        replace(tree, next, next->child[1]);
        next->child[1] = node->child[1];
        next->child[1]->parent = next;
    }
    replace(tree, node, next);
    next->child[0] = node->child[0];
    next->child[0]->parent = next;
    next->height = node->height;
    node->height = 0;
    rebalance_shrunk(tree, start);
}

void tree_remove(struct tree *tree, struct tree_node *node)
{
    if (node->child[0] != NULL && node->child[1] != NULL) {
        remove_inner(tree, node);
        return;
    }
    struct tree_node *parent = node->parent;
    replace(tree, node, node->child[node->child[0] == NULL]);
    node->height = 0;
    rebalance_shrunk(tree, parent);
}

struct tree_node *tree_first(const struct tree *tree)
{
    struct tree_node *node = tree->root;
    while (node != NULL && node->child[0] != NULL) {
        node = node->child[0];
    }
    return node;
}

/* The neighbour on `side` in the order of the keys. */
static struct tree_node *neighbour(const struct tree_node *node, int side)
{
    if (node->child[side] != NULL) {
        struct tree_node *next = node->child[side];
        while (next->child[!side] != NULL) {
            next = next->child[!side];
        }
        return next;
    }
    const struct tree_node *below = node;
    struct tree_node *above = node->parent;
    while (above != NULL && above->child[side] == below) {
        below = above;
        above = above->parent;
    }
    return above;
}

struct tree_node *tree_next(const struct tree_node *node)
{
    return neighbour(node, 1);
}

struct tree_node *tree_previous(const struct tree_node *node)
{
    return neighbour(node, 0);
}

struct tree_node *tree_floor(const struct tree *tree, uint64_t key)
{
    struct tree_node *best = NULL;
    struct tree_node *node = tree->root;
    while (node != NULL) {
        if (node->key <= key) {
            best = node;
            node = node->child[1];
        } else {
            node = node->child[0];
        }
    }
    return best;
}
