/* SPDX-License-Identifier: MIT */
/*
 * Streams of files. picolibc has their buffers; what it leaves out is that they are written when
 * the program exits, and that a descriptor below 3 may be one like others.
 */
#include "stream_list.h"

#include "descriptor.h"
#include "error.h"
#include "lock.h"
#include "log.h"
#include "stream_mode.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* What a stream may do, by the access of open. */
static int direction(int access)
{
    return access == O_RDWR ? __SRD | __SWR : access == O_RDONLY ? __SRD : __SWR;
}

/* 0, or EOF with errno: the file is closed and the stream gone in any case. */
static int close_stream(FILE *file)
{
    struct open_stream *stream = (struct open_stream *)file;
    stream_list_remove(stream);
    int flushed = (file->flags & __SWR) != 0 ? __bufio_flush(file) : 0;
    int error = flushed != 0 ? errno : descriptor_close(stream->file.fd);
    if (flushed != 0) {
        descriptor_close(stream->file.fd);
    }
    if ((stream->file.bflags & __BALL) != 0) {
        free(stream->file.buf);
    }
    __bufio_lock_close(file);
    free(stream);
    return error != 0 ? error_return(error) : 0;
}

/* At exit everything that was written goes out. */
static void flush_at_exit(void)
{
    stream_list_flush();
}

static void register_flush(void)
{
    static bool is_registered;
    relock_acquire(&lock_stdio);
    bool is_first = !is_registered;
    is_registered = true;
    relock_release(&lock_stdio);
    if (is_first) {
        atexit(flush_at_exit);
    }
}

FILE *fdopen(int descriptor, const char *mode)
{
    int flags;
    struct open_file file;
    int error = !stream_parse_mode(mode, &flags) ? EINVAL : descriptor_get(descriptor, &file);
    struct open_stream *stream = error == 0 ? calloc(1, sizeof *stream) : NULL;
    if (stream == NULL) {
        errno = error != 0 ? error : ENOMEM;
        return NULL;
    }
    int line_flags = isatty(descriptor) ? __BLBF : 0;
    stream->file = (struct __file_bufio)FDEV_SETUP_BUFIO(
        descriptor, stream->buffer, BUFSIZ, read, write, lseek, close,
        (uint8_t)direction(flags & O_ACCMODE), (uint8_t)line_flags);
    stream->file.xfile.cfile.close = close_stream;
    __bufio_lock_init(&stream->file.xfile.cfile.file);
    stream_list_add(stream);
    register_flush();
    return &stream->file.xfile.cfile.file;
}

bool stream_is_standard(const FILE *stream)
{
    return stream == stdin || stream == stdout || stream == stderr;
}

/* With the lock held: a file's. */
static void begin_anew(FILE *stream, int access)
{
    struct __file_bufio *file = (struct __file_bufio *)stream;
    stream->flags = (uint8_t)((stream->flags & ~(__SRD | __SWR)) | direction(access));
    stream->unget = 0;
    file->dir = 0;
    file->pos = 0;
    file->len = 0;
    file->off = 0;
}

void stream_begin_again(FILE *stream, int access)
{
    relock_acquire(&lock_stdio);
    if (stream_is_standard(stream)) {
        log_forget_input();
    } else {
        begin_anew(stream, access);
    }
    clearerr(stream);
    relock_release(&lock_stdio);
}

int fileno(FILE *stream)
{
    if (stream_is_standard(stream)) {
        return stream == stdin ? STDIN_FILENO : stream == stdout ? STDOUT_FILENO : STDERR_FILENO;
    }
    if ((stream->flags & __SBUF) == 0) {
        return error_return(EBADF);
    }
    return ((struct __file_bufio *)stream)->fd;
}
