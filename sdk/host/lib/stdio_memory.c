/* SPDX-License-Identifier: MIT */
/*
 * A stream that is a piece of memory.
 */
#include "stream.h"

#include "stream_mode.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

struct memory {
    char *start;
    size_t room_bytes;
    size_t length_bytes; /* of what is in it */
    size_t at;
    bool appends;
    bool is_own; /* of malloc */
};

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static ssize_t read_memory(struct stream *stream, void *to, size_t room_bytes)
{
    struct memory *memory = stream->context;
    size_t left_bytes = memory->at < memory->length_bytes ? memory->length_bytes - memory->at : 0;
    size_t bytes = smaller(left_bytes, room_bytes);
    if (bytes > 0) {
        memcpy(to, memory->start + memory->at, bytes);
    }
    memory->at += bytes;
    return (ssize_t)bytes;
}

/* A NUL follows what is written last, if there is room. */
static ssize_t write_memory(struct stream *stream, const void *from, size_t length_bytes)
{
    struct memory *memory = stream->context;
    memory->at = memory->appends ? memory->length_bytes : memory->at;
    size_t left_bytes = memory->at < memory->room_bytes ? memory->room_bytes - memory->at : 0;
    size_t bytes = smaller(left_bytes, length_bytes);
    if (bytes == 0) {
        return -ENOSPC;
    }
    memcpy(memory->start + memory->at, from, bytes);
    memory->at += bytes;
    if (memory->at > memory->length_bytes) {
        memory->length_bytes = memory->at;
        if (memory->at < memory->room_bytes) {
            memory->start[memory->at] = '\0';
        }
    }
    return (ssize_t)bytes;
}

static off_t seek_memory(struct stream *stream, off_t offset, int whence)
{
    struct memory *memory = stream->context;
    off_t base = whence == SEEK_SET   ? 0
                 : whence == SEEK_CUR ? (off_t)memory->at
                                      : (off_t)memory->length_bytes;
    off_t at;
    if (whence != SEEK_SET && whence != SEEK_CUR && whence != SEEK_END) {
        return -EINVAL;
    }
    if (__builtin_add_overflow(base, offset, &at) || at < 0 || (size_t)at > memory->room_bytes) {
        return -EINVAL;
    }
    memory->at = (size_t)at;
    return at;
}

static int close_memory(struct stream *stream)
{
    struct memory *memory = stream->context;
    if (memory->is_own) {
        free(memory->start);
    }
    free(memory);
    return 0;
}

static const struct stream_device device = {read_memory, write_memory, seek_memory, close_memory};

static bool prepare(struct memory *memory, int flags)
{
    if (memory->start == NULL) {
        memory->start = calloc(1, memory->room_bytes);
        memory->is_own = true;
        return memory->start != NULL;
    }
    if ((flags & O_TRUNC) != 0) {
        memory->start[0] = '\0';
    } else if ((flags & O_APPEND) != 0) {
        memory->length_bytes = strnlen(memory->start, memory->room_bytes);
    } else {
        memory->length_bytes = memory->room_bytes;
    }
    return true;
}

FILE *fmemopen(void *start, size_t room_bytes, const char *mode)
{
    int flags;
    if (!stream_parse_mode(mode, &flags) || room_bytes == 0) {
        errno = EINVAL;
        return NULL;
    }
    int access = flags & O_ACCMODE;
    struct memory *memory = calloc(1, sizeof *memory);
    struct stream *stream =
        memory == NULL ? NULL : stream_create(&device, access != O_WRONLY, access != O_RDONLY);
    if (stream == NULL) {
        free(memory);
        return NULL;
    }
    *memory = (struct memory){
        .start = start, .room_bytes = room_bytes, .appends = (flags & O_APPEND) != 0};
    stream->context = memory;
    if (!prepare(memory, flags)) {
        free(memory);
        stream_destroy(stream);
        return NULL;
    }
    return &stream->head;
}
