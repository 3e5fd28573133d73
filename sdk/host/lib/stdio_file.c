/* SPDX-License-Identifier: MIT */
/*
 * Streams of files, and of other descriptors.
 */
#include "stream.h"

#include "descriptor.h"
#include "error.h"
#include "lock.h"
#include "stream_mode.h"
#include <fcntl.h>
#include <unistd.h>

static ssize_t read_descriptor(struct stream *stream, void *to, size_t room_bytes)
{
    return descriptor_read(stream->descriptor, TAY_FILE_OWN_OFFSET, to, room_bytes);
}

static ssize_t write_descriptor(struct stream *stream, const void *from, size_t length_bytes)
{
    return descriptor_write(stream->descriptor, TAY_FILE_OWN_OFFSET, from, length_bytes);
}

static off_t seek_descriptor(struct stream *stream, off_t offset, int whence)
{
    off_t there = lseek(stream->descriptor, offset, whence);
    return there < 0 ? -errno : there;
}

static int close_stream(struct stream *stream)
{
    return -descriptor_close(stream->descriptor);
}

static const struct stream_device device = {read_descriptor, write_descriptor, seek_descriptor,
                                            close_stream};

FILE *fdopen(int descriptor, const char *mode)
{
    int flags;
    struct open_file file;
    int error = !stream_parse_mode(mode, &flags) ? EINVAL : descriptor_get(descriptor, &file);
    if (error != 0) {
        errno = error;
        return NULL;
    }
    int access = flags & O_ACCMODE;
    struct stream *stream = stream_create(&device, access != O_WRONLY, access != O_RDONLY);
    if (stream == NULL) {
        return NULL;
    }
    stream->descriptor = descriptor;
    stream->buffering = isatty(descriptor) ? _IOLBF : _IOFBF;
    return &stream->head;
}

bool stream_is_standard(const FILE *stream)
{
    return stream == stdin || stream == stdout || stream == stderr;
}

void stream_begin_again(FILE *stream, int access)
{
    struct stream *own = stream_of(stream);
    relock_acquire(&lock_stdio);
    stream_begin_anew(own);
    if (!own->is_static) { /* each of those has its own direction */
        own->reads = access != O_WRONLY;
        own->writes = access != O_RDONLY;
    }
    relock_release(&lock_stdio);
}

/* What the computer's <stdio.h> calls for getline. */
ssize_t __getdelim(char **line, size_t *room_bytes, int delimiter, FILE *file)
{
    return getdelim(line, room_bytes, delimiter, file);
}
