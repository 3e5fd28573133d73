/* SPDX-License-Identifier: MIT */
/*
 * Bytes that grow. Invariant: length_bytes <= room_bytes.
 */
#include "buffer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_add(struct buffer *buffer, const void *data, size_t length_bytes)
{
    size_t needed = buffer->length_bytes + length_bytes;
    if (needed > buffer->room_bytes) {
        size_t room = needed * 2;
        uint8_t *grown = realloc(buffer->data, room);
        if (grown == NULL) {
            fprintf(stderr, "tay-image: out of memory\n");
            exit(EXIT_FAILURE);
        }
        buffer->data = grown;
        buffer->room_bytes = room;
    }
    if (length_bytes == 0) {
        return;
    }
    if (data == NULL) {
        memset(buffer->data + buffer->length_bytes, 0, length_bytes);
    } else {
        memcpy(buffer->data + buffer->length_bytes, data, length_bytes);
    }
    buffer->length_bytes = needed;
}

void buffer_align(struct buffer *buffer, size_t unit)
{
    buffer_add(buffer, NULL, (unit - buffer->length_bytes % unit) % unit);
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){0};
}

bool buffer_read_file(struct buffer *buffer, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s: cannot be read: %s\n", path, strerror(errno));
        return false;
    }
    uint8_t piece[65536];
    size_t count;
    while ((count = fread(piece, 1, sizeof piece, file)) > 0) {
        buffer_add(buffer, piece, count);
    }
    bool failed = ferror(file) != 0;
    if (failed) {
        fprintf(stderr, "%s: cannot be read: %s\n", path, strerror(errno));
    }
    fclose(file);
    return !failed;
}

bool buffer_write_file(const struct buffer *buffer, const char *path)
{
    FILE *file = fopen(path, "wb");
    bool written =
        file != NULL && fwrite(buffer->data, 1, buffer->length_bytes, file) == buffer->length_bytes;
    int reason = errno;
    if (file != NULL && fclose(file) != 0) {
        written = false;
        reason = errno;
    }
    if (!written) {
        fprintf(stderr, "%s: cannot be written: %s\n", path, strerror(reason));
        remove(path);
    }
    return written;
}
