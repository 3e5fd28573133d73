/* SPDX-License-Identifier: MIT */
/*
 * Memory that is given back all at once: what one command, or one expansion, needs. Out of memory
 * is raised as an error, so what is taken is always there.
 */
#ifndef SHELL_ARENA_H
#define SHELL_ARENA_H

#include <stddef.h>

struct arena_chunk;

/* All zero: nothing is taken. */
struct arena {
    struct arena_chunk *newest;
};

struct arena_mark {
    struct arena_chunk *chunk;
    size_t used_bytes;
};

/* Zeroed memory, aligned for anything. */
void *arena_take(struct arena *arena, size_t bytes);

/* Copies of a string, or of a part of one, NUL-terminated. */
char *arena_copy(struct arena *arena, const char *text);
char *arena_copy_part(struct arena *arena, const char *text, size_t bytes);

/* What has been taken since the mark is given back. */
struct arena_mark arena_here(const struct arena *arena);
void arena_back(struct arena *arena, struct arena_mark mark);

void arena_free(struct arena *arena);

/* The arena of what lives no longer than the command that is being run. */
extern struct arena scratch;

/* malloc and its kin, which raise an error where there is no memory. */
void *take_memory(size_t bytes);
void *take_more_memory(void *old, size_t bytes);
char *take_copy(const char *text);

/* The same, and what is held is given back if there is none. */
void *take_memory_holding(size_t bytes, void *held);

#endif
