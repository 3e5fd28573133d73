/* SPDX-License-Identifier: MIT */
/*
 * The end of a stream: its last lines or bytes, or all from one on.
 */
#ifndef TOOLS_ENDING_H
#define TOOLS_ENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ending {
    uint64_t count;
    bool is_bytes;   /* else lines */
    bool from_start; /* all from number `count` on, the first being 1; else the last `count` */
};

/* Reads `N` or `+N`; false: it is neither. */
bool ending_read(struct ending *ending, const char *text);

/* Where the end of a text begins: the last lines or bytes. */
size_t ending_start(const struct ending *ending, const char *text, size_t length_bytes);

/* Prints the end of what a descriptor can read, up to where it ends now. False, with errno. */
bool ending_print(const struct ending *ending, int descriptor);

#endif
