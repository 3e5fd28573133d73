/* SPDX-License-Identifier: MIT */
/*
 * Streams: their buffers, the list of all, and the three that each program has. While their
 * descriptors are not open, stdout and stderr are the log, whose line they share.
 */
#include "stream.h"

#include "lock.h"
#include "log.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <tay/log.h>
#include <unistd.h>

#define OWN_OFFSET (~(tay_word_t)0) /* TAY_FILE_OWN_OFFSET */
#define LINE_BYTES 1024

static const struct log_descriptors *descriptors; /* NULL: there are none */
static struct stream *newest;

void log_set_descriptors(const struct log_descriptors *functions)
{
    descriptors = functions;
}

/* The standard streams --------------------------------------------------------------------------
 */

static bool is_log(const struct stream *stream)
{
    return stream->is_static && (descriptors == NULL || descriptors->is_log(stream->descriptor));
}

/* Who reads from a terminal has asked for something first: that goes out. Without a descriptor
 * there is no input. */
static ssize_t read_standard(struct stream *stream, void *to, size_t room_bytes)
{
    stream_flush(stream_of(stdout));
    return descriptors == NULL ? 0
                               : descriptors->read(stream->descriptor, OWN_OFFSET, to, room_bytes);
}

static ssize_t write_standard(struct stream *stream, const void *from, size_t length_bytes)
{
    if (is_log(stream)) {
        tay_log_put(from, length_bytes);
        return (ssize_t)length_bytes;
    }
    return descriptors->write(stream->descriptor, OWN_OFFSET, from, length_bytes);
}

static const struct stream_device standard = {.read = read_standard, .write = write_standard};

static char in_buffer[LINE_BYTES], out_buffer[LINE_BYTES], error_buffer[LINE_BYTES];
static struct stream in_stream = {.device = &standard,
                                  .descriptor = STDIN_FILENO,
                                  .reads = true,
                                  .is_static = true,
                                  .buffering = _IOFBF,
                                  .buffer = in_buffer,
                                  .room_bytes = LINE_BYTES};
static struct stream out_stream = {.device = &standard,
                                   .descriptor = STDOUT_FILENO,
                                   .writes = true,
                                   .is_static = true,
                                   .buffering = _IOLBF,
                                   .buffer = out_buffer,
                                   .room_bytes = LINE_BYTES};
static struct stream error_stream = {.device = &standard,
                                     .descriptor = STDERR_FILENO,
                                     .writes = true,
                                     .is_static = true,
                                     .buffering = _IOLBF,
                                     .buffer = error_buffer,
                                     .room_bytes = LINE_BYTES};
#undef stdin
#undef stdout
#undef stderr
FILE *stdin = &in_stream.head;
FILE *stdout = &out_stream.head;
FILE *stderr = &error_stream.head;

/* The list --------------------------------------------------------------------------------------
 */

struct stream *stream_create(const struct stream_device *device, bool reads, bool writes)
{
    struct stream *stream = calloc(1, sizeof *stream);
    char *buffer = stream == NULL ? NULL : malloc(BUFSIZ);
    if (buffer == NULL) {
        free(stream);
        return NULL;
    }
    stream->device = device;
    stream->descriptor = -1;
    stream->reads = reads;
    stream->writes = writes;
    stream->buffering = _IOFBF;
    stream->buffer = buffer;
    stream->room_bytes = BUFSIZ;
    stream->owns_buffer = true;
    relock_acquire(&lock_stdio);
    stream->next = newest;
    newest = stream;
    relock_release(&lock_stdio);
    return stream;
}

void stream_destroy(struct stream *stream)
{
    relock_acquire(&lock_stdio);
    struct stream **at = &newest;
    while (*at != stream) {
        at = &(*at)->next;
    }
    *at = stream->next;
    relock_release(&lock_stdio);
    if (stream->owns_buffer) {
        free(stream->buffer);
    }
    free(stream);
}

int stream_flush_all(void)
{
    relock_acquire(&lock_stdio);
    int result = stream_flush(&out_stream);
    result = stream_flush(&error_stream) != 0 ? EOF : result;
    for (struct stream *stream = newest; stream != NULL; stream = stream->next) {
        result = stream_flush(stream) != 0 ? EOF : result;
    }
    relock_release(&lock_stdio);
    return result;
}

/* Another thread that is in the middle of a line is not waited for: it may be what is wrong. */
void stream_flush_standard(void)
{
    if (relock_try(&lock_stdio)) {
        stream_flush(&out_stream);
        stream_flush(&error_stream);
        relock_release(&lock_stdio);
    }
}

/* Bytes -----------------------------------------------------------------------------------------
 */

static int fail(struct stream *stream, int error)
{
    stream->head._flags |= STREAM_FAILED;
    errno = error;
    return EOF;
}

void stream_begin_anew(struct stream *stream)
{
    stream->at = 0;
    stream->filled_bytes = 0;
    stream->held_bytes = 0;
    stream->pushed = 0;
    stream->head._flags &= ~(STREAM_AT_END | STREAM_FAILED);
}

int stream_flush(struct stream *stream)
{
    size_t done_bytes = 0;
    while (done_bytes < stream->held_bytes) {
        ssize_t count = stream->device->write(stream, stream->buffer + done_bytes,
                                              stream->held_bytes - done_bytes);
        if (count <= 0) {
            stream->held_bytes = 0;
            return fail(stream, count < 0 ? (int)-count : EIO);
        }
        done_bytes += (size_t)count;
    }
    stream->held_bytes = 0;
    return 0;
}

static int fill(struct stream *stream)
{
    if (!stream->reads) {
        return fail(stream, EBADF);
    }
    if (stream_flush(stream) != 0) {
        return EOF;
    }
    size_t room_bytes = stream->buffering == _IONBF ? 1 : stream->room_bytes;
    ssize_t count = stream->device->read(stream, stream->buffer, room_bytes);
    stream->at = 0;
    stream->filled_bytes = count > 0 ? (size_t)count : 0;
    if (count < 0) {
        return fail(stream, (int)-count);
    }
    stream->head._flags |= count == 0 ? STREAM_AT_END : 0;
    return count == 0 ? EOF : 0;
}

int stream_get(struct stream *stream)
{
    if (stream->pushed > 0) {
        return stream->pushed_back[--stream->pushed];
    }
    if (stream->at == stream->filled_bytes && fill(stream) != 0) {
        return EOF;
    }
    return (unsigned char)stream->buffer[stream->at++];
}

int stream_unget(struct stream *stream, int byte)
{
    if (byte == EOF || !stream->reads || stream->pushed == STREAM_PUSHED_MAX) {
        return EOF;
    }
    stream->pushed_back[stream->pushed++] = (unsigned char)byte;
    stream->head._flags &= ~STREAM_AT_END;
    return (unsigned char)byte;
}

/* What was read ahead is read again, later. */
static int begin_writing(struct stream *stream)
{
    off_t ahead = (off_t)(stream->filled_bytes - stream->at) + stream->pushed;
    if (!stream->writes) {
        return fail(stream, EBADF);
    }
    stream->at = 0;
    stream->filled_bytes = 0;
    stream->pushed = 0;
    if (ahead > 0 && stream->device->seek != NULL) {
        off_t there = stream->device->seek(stream, -ahead, SEEK_CUR);
        return there < 0 ? fail(stream, (int)-there) : 0;
    }
    return 0;
}

static bool is_due(const struct stream *stream, char byte)
{
    return stream->held_bytes == stream->room_bytes || stream->buffering == _IONBF ||
           (stream->buffering == _IOLBF && byte == '\n');
}

size_t stream_put(struct stream *stream, const char *from, size_t length_bytes)
{
    if (begin_writing(stream) != 0) {
        return 0;
    }
    if (stream->held_bytes == 0 && is_log(stream)) {
        tay_log_put(from, length_bytes);
        return length_bytes;
    }
    for (size_t i = 0; i < length_bytes; i++) {
        stream->buffer[stream->held_bytes++] = from[i];
        if (is_due(stream, from[i]) && stream_flush(stream) != 0) {
            return i;
        }
    }
    return length_bytes;
}
