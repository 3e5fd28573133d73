/* SPDX-License-Identifier: MIT */
/*
 * The files and directories of a memory file system, as functions of tay/file_server.h.
 *
 * Everything lies in the blocks of one store. A node is a file or a directory and its one name. It
 * is found by a table of hashes of names, and its directory has it in a list in the order of
 * numbers, which are never used twice: so a cookie is the number that follows.
 */
#ifndef MEMFS_TREE_H
#define MEMFS_TREE_H

#include "store.h"
#include <tay/file_server.h>

struct tree {
    struct store store;
    uint32_t hashes;      /* the block with the table */
    uint32_t node_blocks; /* the first block with room for a node; 0: none */
    uint64_t last_number; /* of a node */
    uint64_t node_count;
    int64_t (*now)(void); /* seconds since 1970 */
};

/* What tay_file_system.functions is to be; its state is a struct tree. */
extern const struct tay_file_functions tree_functions;

/*
 * Makes an empty tree in zero-filled memory, and fills `system` in but for its sessions. False: the
 * memory is too little for a root directory.
 */
bool tree_open(struct tree *tree, struct tay_file_system *system, void *memory, size_t bytes);

#endif
