/* SPDX-License-Identifier: MIT */
/*
 * Lines of a file, of any length and with any bytes.
 */
#ifndef TOOLS_LINES_H
#define TOOLS_LINES_H

#include <stdbool.h>
#include <stddef.h>

#define LINES_PIECE_BYTES 4096

/* All 0 but the descriptor at first. */
struct lines {
    int descriptor;
    char *line; /* the line without its newline, and a NUL behind it; valid until the next */
    size_t length_bytes; /* of it */
    bool has_newline;    /* false: the file ends without one */
    int failure;         /* errno of a read that failed: the file ends there; 0: none did */
    size_t room_bytes;   /* of `line` */
    size_t at, count;    /* what of `piece` is unread */
    char piece[LINES_PIECE_BYTES];
};

/* Reads the next line; false: there are no more. */
bool lines_next(struct lines *lines);

/* Frees the line. The descriptor stays open. */
void lines_end(struct lines *lines);

#endif
