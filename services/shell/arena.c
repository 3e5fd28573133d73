/* SPDX-License-Identifier: MIT */
/*
 * Arenas. Invariant: chunks are linked from the newest to the oldest, and only the newest has room
 * that is still given out.
 */
#include "arena.h"

#include "raise.h"
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES 1000u /* with malloc's own record below 1 KiB */

struct arena_chunk {
    struct arena_chunk *older;
    size_t room_bytes;
    size_t used_bytes;
    alignas(max_align_t) char memory[];
};

struct arena scratch;

void *take_memory(size_t bytes)
{
    return take_more_memory(NULL, bytes);
}

void *take_more_memory(void *old, size_t bytes)
{
    void *memory = realloc(old, bytes == 0 ? 1 : bytes);
    if (memory == NULL) {
        raise_error(RAISE_STATUS, "out of memory");
    }
    return memory;
}

char *take_copy(const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(take_memory(bytes), text, bytes);
}

void *take_memory_holding(size_t bytes, void *held)
{
    void *memory = malloc(bytes);
    if (memory == NULL) {
        free(held);
        raise_error(RAISE_STATUS, "out of memory");
    }
    return memory;
}

static void add_chunk(struct arena *arena, size_t bytes)
{
    size_t room = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
    struct arena_chunk *chunk = take_memory(sizeof *chunk + room);
    *chunk = (struct arena_chunk){.older = arena->newest, .room_bytes = room};
    arena->newest = chunk;
}

void *arena_take(struct arena *arena, size_t bytes)
{
    size_t aligned = (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (aligned < bytes) {
        raise_error(RAISE_STATUS, "out of memory");
    }
    if (arena->newest == NULL || arena->newest->room_bytes - arena->newest->used_bytes < aligned) {
        add_chunk(arena, aligned);
    }
    void *memory = arena->newest->memory + arena->newest->used_bytes;
    arena->newest->used_bytes += aligned;
    return memset(memory, 0, bytes);
}

char *arena_copy_part(struct arena *arena, const char *text, size_t bytes)
{
    char *copy = arena_take(arena, bytes + 1);
    memcpy(copy, text, bytes);
    return copy;
}

char *arena_copy(struct arena *arena, const char *text)
{
    return arena_copy_part(arena, text, strlen(text));
}

struct arena_mark arena_here(const struct arena *arena)
{
    return (struct arena_mark){arena->newest,
                               arena->newest == NULL ? 0 : arena->newest->used_bytes};
}

void arena_back(struct arena *arena, struct arena_mark mark)
{
    while (arena->newest != mark.chunk) {
        struct arena_chunk *older = arena->newest->older;
        free(arena->newest);
        arena->newest = older;
    }
    if (arena->newest != NULL) {
        arena->newest->used_bytes = mark.used_bytes;
    }
}

void arena_free(struct arena *arena)
{
    arena_back(arena, (struct arena_mark){NULL, 0});
}
