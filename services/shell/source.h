/* SPDX-License-Identifier: MIT */
/*
 * Where commands come from: a string, a file, or somebody who types.
 */
#ifndef SHELL_SOURCE_H
#define SHELL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#define SOURCE_END (-1)
#define SOURCE_BYTES 1024u

struct source {
    const char *text; /* what is at hand */
    size_t length;
    size_t at;
    /* Puts more at hand; false: that was all. NULL: there never is more. */
    bool (*more)(struct source *source);
    int descriptor;    /* of a file */
    char *buffer;      /* for it, SOURCE_BYTES */
    bool is_shared;    /* commands read from it, too: nothing behind a line may be taken */
    bool is_continued; /* a command has begun, and is not complete */
};

void source_of_string(struct source *source, const char *text);
/* `buffer`: SOURCE_BYTES, for as long as the source is read. */
void source_of_file(struct source *source, int descriptor, bool is_shared, char *buffer);

/* The next byte, NULs left out, or SOURCE_END. */
int source_get(struct source *source);

/* Forgets the rest of what is at hand. */
void source_discard(struct source *source);

#endif
