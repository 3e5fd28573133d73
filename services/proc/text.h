/* SPDX-License-Identifier: MIT */
/*
 * A text that grows.
 */
#ifndef PROC_TEXT_H
#define PROC_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* The most that text_print prints at once. */
#define TEXT_PIECE_BYTES 512

/* All 0 at first. */
struct text {
    char *bytes; /* malloc's */
    size_t length_bytes;
    size_t room_bytes;
    bool has_failed; /* there was no memory: something is missing */
};

void text_put(struct text *text, const char *bytes, size_t count);

/* As printf. */
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Frees it: it is as it was at first. */
void text_clear(struct text *text);

/* Copies a name to room of some bytes, NUL-terminated, what is not printed replaced; "?": it is
 * empty. No more than room_bytes - 1 bytes are read. */
void text_clean(const char *from, char *to, size_t room_bytes);

#endif
