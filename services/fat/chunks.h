/* SPDX-License-Identifier: MIT */
/*
 * What was read of a device, in memory, in chunks of 64 KiB.
 *
 * The invariant: a chunk that is in memory is as the device has it; what is written goes to the
 * device first. So nothing is lost with this memory. A chunk is read as a whole, so that reading on
 * finds what follows.
 *
 * It is a device itself (chunks_device), between the file system and the one below; and content can
 * be had where it lies, without a copy (chunks_get).
 */
#ifndef FAT_CHUNKS_H
#define FAT_CHUNKS_H

#include "fat.h"

#define CHUNK_SECTORS 128u
#define CHUNK_BYTES (CHUNK_SECTORS * FAT_SECTOR_BYTES)
#define CHUNKS_MAX 1024u

struct chunk {
    uint32_t number; /* of the device, from 0 */
    uint16_t next;   /* in its hash chain, plus 1 */
    uint16_t chain;  /* the first of the hash chain that has this place's number, plus 1 */
    bool is_used;
    bool is_recent;
};

struct chunks {
    struct fat_device below;
    uint8_t *memory; /* of CHUNK_BYTES for each */
    uint32_t count;
    uint32_t hand;
    struct chunk chunk[CHUNKS_MAX];
};

/* Begins with none of a device in memory. `bytes` of memory have room for one chunk at least. */
void chunks_start(struct chunks *chunks, const struct fat_device *below, void *memory,
                  size_t bytes);

/* The same device, by way of the chunks. */
struct fat_device chunks_device(struct chunks *chunks);

/* Where a sector is in memory, and how many, it and those that follow it there, lie behind one
 * another. NULL: the device failed. Good until the next call of a function of this file. */
const uint8_t *chunks_get(struct chunks *chunks, uint32_t sector, uint32_t *count);

#endif
