/* SPDX-License-Identifier: MIT */
/*
 * Bytes that grow, and files as a whole: nothing is written before everything has been checked.
 */
#ifndef IMAGE_BUFFER_H
#define IMAGE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
    uint8_t *data;
    size_t length_bytes;
    size_t room_bytes;
};

/* Appends bytes; NULL: that many zeros. Ends the program if there is no memory. */
void buffer_add(struct buffer *buffer, const void *data, size_t length_bytes);

/* Appends zeros up to a multiple of `unit`. */
void buffer_align(struct buffer *buffer, size_t unit);

void buffer_free(struct buffer *buffer);

/* Reads a whole file. False: it said why. */
bool buffer_read_file(struct buffer *buffer, const char *path);

/* Writes a whole file; leaves none on failure. False: it said why. */
bool buffer_write_file(const struct buffer *buffer, const char *path);

#endif
