/* SPDX-License-Identifier: MIT */
/*
 * Chunks are found by a hash of their number; who leaves is chosen by the clock algorithm.
 */
#include "chunks.h"

#include <string.h>

void chunks_start(struct chunks *chunks, const struct fat_device *below, void *memory, size_t bytes)
{
    size_t count = bytes / CHUNK_BYTES;
    *chunks = (struct chunks){
        .below = *below,
        .memory = memory,
        .count = count < CHUNKS_MAX ? (uint32_t)count : CHUNKS_MAX,
    };
}

static uint16_t *chain_of(struct chunks *chunks, uint32_t number)
{
    return &chunks->chunk[number % chunks->count].chain;
}

/* A chunk that is in memory; NULL: it is not. */
static struct chunk *find(struct chunks *chunks, uint32_t number)
{
    uint16_t place = *chain_of(chunks, number);
    while (place != 0 && chunks->chunk[place - 1].number != number) {
        place = chunks->chunk[place - 1].next;
    }
    return place == 0 ? NULL : &chunks->chunk[place - 1];
}

static uint8_t *memory_of(const struct chunks *chunks, const struct chunk *chunk)
{
    return chunks->memory + (size_t)(chunk - chunks->chunk) * CHUNK_BYTES;
}

static void forget(struct chunks *chunks, struct chunk *chunk)
{
    uint16_t place = (uint16_t)(chunk - chunks->chunk + 1);
    uint16_t *link = chain_of(chunks, chunk->number);
    while (*link != place) {
        link = &chunks->chunk[*link - 1].next;
    }
    *link = chunk->next;
    chunk->is_used = false;
}

/* A place for another chunk: the first that was not used since the hand came by last. */
static struct chunk *make_room(struct chunks *chunks)
{
    for (;;) {
        struct chunk *chunk = &chunks->chunk[chunks->hand];
        chunks->hand = chunks->hand + 1 == chunks->count ? 0 : chunks->hand + 1;
        if (!chunk->is_used) {
            return chunk;
        }
        if (!chunk->is_recent) {
            forget(chunks, chunk);
            return chunk;
        }
        chunk->is_recent = false;
    }
}

static uint32_t sectors_of(const struct chunks *chunks, uint32_t number)
{
    uint32_t left = chunks->below.sectors - number * CHUNK_SECTORS;
    return left < CHUNK_SECTORS ? left : CHUNK_SECTORS;
}

/* A chunk, which is read if need be. NULL: the device failed. */
static struct chunk *bring(struct chunks *chunks, uint32_t number)
{
    struct chunk *chunk = find(chunks, number);
    if (chunk == NULL) {
        chunk = make_room(chunks);
        if (chunks->below.read(chunks->below.context, number * CHUNK_SECTORS,
                               memory_of(chunks, chunk), sectors_of(chunks, number)) != 0) {
            return NULL;
        }
        chunk->number = number;
        chunk->next = *chain_of(chunks, number);
        *chain_of(chunks, number) = (uint16_t)(chunk - chunks->chunk + 1);
        chunk->is_used = true;
    }
    chunk->is_recent = true;
    return chunk;
}

const uint8_t *chunks_get(struct chunks *chunks, uint32_t sector, uint32_t *count)
{
    uint32_t number = sector / CHUNK_SECTORS, in_chunk = sector % CHUNK_SECTORS;
    const struct chunk *chunk = bring(chunks, number);
    if (chunk == NULL) {
        return NULL;
    }
    *count = sectors_of(chunks, number) - in_chunk;
    return memory_of(chunks, chunk) + (size_t)in_chunk * FAT_SECTOR_BYTES;
}

/* If a chunk cannot be had as a whole, a part of it may. */
static int read_through(void *context, uint32_t sector, void *to, uint32_t count)
{
    struct chunks *chunks = context;
    uint8_t *at = to;
    while (count != 0) {
        uint32_t now;
        const uint8_t *from = chunks_get(chunks, sector, &now);
        if (from == NULL) {
            return chunks->below.read(chunks->below.context, sector, at, count);
        }
        now = now < count ? now : count;
        memcpy(at, from, (size_t)now * FAT_SECTOR_BYTES);
        at += (size_t)now * FAT_SECTOR_BYTES;
        sector += now;
        count -= now;
    }
    return 0;
}

/* The part of sectors that lies in a chunk, into that. If they were not written well, nobody knows
 * what the device has. */
static void renew(struct chunks *chunks, struct chunk *chunk, uint32_t sector, const uint8_t *from,
                  uint32_t count)
{
    if (from == NULL) {
        forget(chunks, chunk);
        return;
    }
    memcpy(memory_of(chunks, chunk) + (size_t)(sector % CHUNK_SECTORS) * FAT_SECTOR_BYTES, from,
           (size_t)count * FAT_SECTOR_BYTES);
}

static int write_through(void *context, uint32_t sector, const void *from, uint32_t count)
{
    struct chunks *chunks = context;
    const uint8_t *at = from;
    int failed = chunks->below.write(chunks->below.context, sector, from, count);
    while (count != 0) {
        uint32_t now = CHUNK_SECTORS - sector % CHUNK_SECTORS;
        struct chunk *chunk = find(chunks, sector / CHUNK_SECTORS);
        now = now < count ? now : count;
        if (chunk != NULL) {
            renew(chunks, chunk, sector, failed != 0 ? NULL : at, now);
        }
        at += (size_t)now * FAT_SECTOR_BYTES;
        sector += now;
        count -= now;
    }
    return failed;
}

static int flush(void *context)
{
    struct chunks *chunks = context;
    return chunks->below.flush(chunks->below.context);
}

struct fat_device chunks_device(struct chunks *chunks)
{
    return (struct fat_device){
        .context = chunks,
        .sectors = chunks->below.sectors,
        .read = read_through,
        .write = write_through,
        .flush = flush,
    };
}
