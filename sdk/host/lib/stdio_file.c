/* SPDX-License-Identifier: MIT */
/*
 * Streams of files, and of other descriptors.
 */
#include "stream.h"

#include "descriptor.h"
#include "error.h"
#include "lock.h"
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

FILE *fopen(const char *path, const char *mode)
{
    int flags;
    if (!stream_parse_mode(mode, &flags)) {
        errno = EINVAL;
        return NULL;
    }
    int descriptor = open(path, flags, 0666);
    FILE *stream = descriptor < 0 ? NULL : fdopen(descriptor, mode);
    if (descriptor >= 0 && stream == NULL) {
        descriptor_close(descriptor);
    }
    return stream;
}

/* The stream begins anew, with what its descriptor names now. */
static void begin_anew(FILE *file, int access)
{
    struct stream *stream = stream_of(file);
    relock_acquire(&lock_stdio);
    stream_begin_anew(stream);
    if (!stream->is_static) { /* each of those has its own direction */
        stream->reads = access != O_WRONLY;
        stream->writes = access != O_RDONLY;
    }
    relock_release(&lock_stdio);
}

/* What was there is closed in any case. The descriptor keeps its number. */
FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict file)
{
    int flags;
    int number = fileno(file);
    int descriptor = -1;
    (void)fflush(file);
    if (!stream_parse_mode(mode, &flags) || path == NULL) {
        errno = EINVAL;
    } else {
        descriptor = open(path, flags & ~O_CLOEXEC, 0666);
    }
    int error = descriptor < 0 ? errno : descriptor_copy_to(descriptor, number, 0);
    if (descriptor >= 0 && descriptor != number) {
        descriptor_close(descriptor);
    }
    if (error != 0) {
        if (stream_of(file)->is_static) {
            descriptor_close(number);
        } else {
            (void)fclose(file);
        }
        errno = error;
        return NULL;
    }
    begin_anew(file, flags & O_ACCMODE);
    return file;
}

/* What the computer's <stdio.h> calls for getline. */
ssize_t __getdelim(char **line, size_t *room_bytes, int delimiter, FILE *file)
{
    return getdelim(line, room_bytes, delimiter, file);
}
