/* SPDX-License-Identifier: MIT */
/*
 * Streams of a program on the simulated machine. Their type is that of the computer's <stdio.h>,
 * whose inline functions find no buffer in it, and so call ours; what lies behind it is ours alone.
 *
 * Invariant: a stream either has read ahead or holds what is to be written, never both. All of it
 * is under lock_stdio.
 */
#ifndef HOST_STREAM_H
#define HOST_STREAM_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct stream;

/* What a stream leads to. Bytes, a position or 0; below 0: what errno is to be. */
struct stream_device {
    ssize_t (*read)(struct stream *stream, void *to, size_t room_bytes);
    ssize_t (*write)(struct stream *stream, const void *from, size_t length_bytes);
    off_t (*seek)(struct stream *stream, off_t offset, int whence);
    int (*close)(struct stream *stream); /* also frees what is behind the context */
};

#define STREAM_PUSHED_MAX 4

struct stream {
    struct _IO_FILE
        head; /* first: what FILE names. Of its flags two bits count: see stream_flags */
    const struct stream_device *device;
    struct stream *next; /* of all that are open */
    void *context;
    int descriptor; /* -1: it has none */
    bool reads;
    bool writes;
    bool is_static;   /* one of the standard streams */
    bool owns_buffer; /* it is of malloc */
    int buffering;    /* _IOFBF, _IOLBF or _IONBF */
    char *buffer;
    size_t room_bytes;
    size_t at; /* of what was read ahead */
    size_t filled_bytes;
    size_t held_bytes; /* to be written */
    unsigned pushed;   /* characters that ungetc gave back */
    unsigned char pushed_back[STREAM_PUSHED_MAX];
};

/* As the computer's <stdio.h> has them: <bits/types/struct_FILE.h>. */
#define STREAM_AT_END 0x10
#define STREAM_FAILED 0x20

static inline struct stream *stream_of(FILE *file)
{
    return (struct stream *)(void *)file;
}

/* A new one, of malloc, with a buffer; NULL and errno. It is in the list of all. */
struct stream *stream_create(const struct stream_device *device, bool reads, bool writes);

/* Takes it out of the list and frees it, but for what the device has. */
void stream_destroy(struct stream *stream);

/* Forgets what was read ahead, and the marks of end and error. */
void stream_begin_anew(struct stream *stream);

/* The next byte; EOF: there is none, and the stream says why. */
int stream_get(struct stream *stream);

/* Gives one back; EOF: there is no room. */
int stream_unget(struct stream *stream, int byte);

/* How many were taken; fewer: the stream says why, errno too. */
size_t stream_put(struct stream *stream, const char *from, size_t length_bytes);

/* Sends out what is held; 0, or EOF with errno: it is lost. */
int stream_flush(struct stream *stream);
int stream_flush_all(void);
/* stdout and stderr, at any end of the program. */
void stream_flush_standard(void);

#endif
