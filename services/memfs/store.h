/* SPDX-License-Identifier: MIT */
/*
 * The memory of a memory file system: blocks, and what files are made of. It is one piece that the
 * server is given at its start; nothing here ever takes more.
 *
 * Block 0 is no block. A file's content lies in blocks that its node names: some directly, more by
 * one block of numbers, still more by a block of numbers of such blocks. A block that is not there
 * reads as zeros, and is made when it is written.
 */
#ifndef MEMFS_STORE_H
#define MEMFS_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_BLOCK_BYTES 4096u
#define STORE_DIRECT_BLOCKS 8u
#define STORE_NUMBERS_PER_BLOCK (STORE_BLOCK_BYTES / sizeof(uint32_t))

/* The largest file: the blocks that can be named. */
#define STORE_FILE_BLOCKS_MAX                                                                      \
    (STORE_DIRECT_BLOCKS + STORE_NUMBERS_PER_BLOCK +                                               \
     (uint64_t)STORE_NUMBERS_PER_BLOCK * STORE_NUMBERS_PER_BLOCK)
#define STORE_FILE_BYTES_MAX (STORE_FILE_BLOCKS_MAX * STORE_BLOCK_BYTES)

struct store {
    uint8_t *memory;      /* block n is at n * STORE_BLOCK_BYTES */
    uint32_t block_count; /* block 0, which is never used, among them */
    uint32_t used_blocks; /* that were ever used: those behind are zero */
    uint32_t free_block;  /* the first of those given back, linked by their first number; 0: none */
    uint32_t free_count;  /* blocks that can be taken */
};

/* The blocks of a file. All zero: it has none. */
struct store_blocks {
    uint32_t direct[STORE_DIRECT_BLOCKS];
    uint32_t single; /* a block of numbers */
    uint32_t twice;  /* a block of numbers of blocks of numbers */
    uint32_t count;  /* blocks that are taken, those of numbers among them */
};

/* Zero-filled memory, at an address for any type; at least 2 blocks. */
void store_open(struct store *store, void *memory, size_t bytes);

/* A block, zero-filled; 0: there is none. */
uint32_t store_take(struct store *store);

void store_give(struct store *store, uint32_t block);

/* The memory of a block. */
void *store_at(const struct store *store, uint32_t block);

/* The block that has a piece of a file, by its number from 0, below STORE_FILE_BLOCKS_MAX; 0: it
 * has none. */
uint32_t store_find(const struct store *store, const struct store_blocks *blocks, uint64_t index);

/* As store_find, but makes it; 0: there is no room, and nothing was made. */
uint32_t store_make(struct store *store, struct store_blocks *blocks, uint64_t index);

/* Gives back all blocks from a piece of the file on, below STORE_FILE_BLOCKS_MAX. */
void store_cut(struct store *store, struct store_blocks *blocks, uint64_t index);

#endif
