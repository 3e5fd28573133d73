/* SPDX-License-Identifier: MIT */
/*
 * The nodes of a tree: where they lie, and how they are linked. Other nodes are named by their
 * handles; 0 is none.
 */
#ifndef MEMFS_NODE_H
#define MEMFS_NODE_H

#include "tree.h"

/* A file or a directory. */
struct node {
    uint64_t number; /* never used twice; 0: this place is free */
    uint64_t size_bytes;
    int64_t modified_s;
    uint32_t parent;         /* 0: its name was removed, and it is open */
    uint32_t next, previous; /* in its directory, by number */
    uint32_t first, last;    /* of a directory: what is in it */
    uint32_t hash_next;
    uint32_t opens;
    struct store_blocks blocks;
    uint16_t kind;
    uint16_t name_bytes;
    char name[TAY_FILE_NAME_BYTES + 1];
};

/* The node of a handle. */
struct node *node_at(const struct tree *tree, uint32_t handle);

/* Makes a node that is not linked; 0: there is no room. */
uint32_t node_make(struct tree *tree, enum tay_file_kind kind);

/* Gives a node back that is neither linked nor open, and has no blocks. */
void node_free(struct tree *tree, uint32_t handle);

/* Looks in a directory for a name; 0: it is not there. */
uint32_t node_find(const struct tree *tree, uint32_t directory, const struct tay_file_name *name);

/* Gives a node that is not linked a name in a directory, and a new number, so that it is the last
 * one there. */
void node_link(struct tree *tree, uint32_t handle, uint32_t directory,
               const struct tay_file_name *name);

/* Takes its name away. */
void node_unlink(struct tree *tree, uint32_t handle);

#endif
