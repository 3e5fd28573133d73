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
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* What a mode says: its access and more flags of open, in *flags_out, and of the stream. -1: it is
 * none. */
static int parse_mode(const char *mode, int *flags_out)
{
    int access = mode[0] == 'r' ? O_RDONLY : O_WRONLY;
    int flags = mode[0] == 'w' ? O_CREAT | O_TRUNC : mode[0] == 'a' ? O_CREAT | O_APPEND : 0;
    if (mode[0] != 'r' && mode[0] != 'w' && mode[0] != 'a') {
        return -1;
    }
    for (const char *more = mode + 1; *more != '\0'; more++) {
        switch (*more) {
        case '+':
            access = O_RDWR;
            break;
        case 'x':
            flags |= O_EXCL;
            break;
        case 'e':
            flags |= O_CLOEXEC;
            break;
        case 'b':
            break;
        default:
            return -1;
        }
    }
    *flags_out = flags | access;
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
    int stream_flags = parse_mode(mode, &flags);
    int error = stream_flags < 0 ? EINVAL : descriptor_get(descriptor, &file);
    struct open_stream *stream = error == 0 ? calloc(1, sizeof *stream) : NULL;
    if (stream == NULL) {
        errno = error != 0 ? error : ENOMEM;
        return NULL;
    }
    int line_flags = isatty(descriptor) ? __BLBF : 0;
    stream->file = (struct __file_bufio)FDEV_SETUP_BUFIO(descriptor, stream->buffer, BUFSIZ, read,
                                                         write, lseek, close, (uint8_t)stream_flags,
                                                         (uint8_t)line_flags);
    stream->file.xfile.cfile.close = close_stream;
    __bufio_lock_init(&stream->file.xfile.cfile.file);
    stream_list_add(stream);
    register_flush();
    return &stream->file.xfile.cfile.file;
}

FILE *fopen(const char *path, const char *mode)
{
    int flags;
    if (parse_mode(mode, &flags) < 0) {
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

static bool is_standard(const FILE *stream)
{
    return stream == stdin || stream == stdout || stream == stderr;
}

/* The stream begins anew, with what its descriptor names now. */
static void begin_anew(FILE *stream, int stream_flags)
{
    if (is_standard(stream)) {
        log_forget_input();
        return; /* they have no position, and each its own direction */
    }
    struct __file_bufio *file = (struct __file_bufio *)stream;
    stream->flags = (uint8_t)((stream->flags & ~(__SRD | __SWR)) | stream_flags);
    stream->unget = 0;
    file->dir = 0;
    file->pos = 0;
    file->len = 0;
    file->off = 0;
}

/* What was there is closed in any case. The descriptor keeps its number. */
FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream)
{
    int flags;
    int stream_flags = parse_mode(mode, &flags);
    int number = fileno(stream);
    fflush(stream);
    int descriptor = -1;
    if (stream_flags < 0 || path == NULL) {
        errno = EINVAL;
    } else {
        descriptor = open(path, flags & ~O_CLOEXEC, 0666);
    }
    int error = descriptor < 0 ? errno : descriptor_copy_to(descriptor, number, 0);
    if (descriptor >= 0 && descriptor != number) {
        descriptor_close(descriptor);
    }
    if (error != 0) {
        if (is_standard(stream)) {
            descriptor_close(number);
        } else {
            fclose(stream);
        }
        errno = error;
        return NULL;
    }
    relock_acquire(&lock_stdio);
    begin_anew(stream, stream_flags);
    clearerr(stream);
    relock_release(&lock_stdio);
    return stream;
}

int fileno(FILE *stream)
{
    if (is_standard(stream)) {
        return stream == stdin ? STDIN_FILENO : stream == stdout ? STDOUT_FILENO : STDERR_FILENO;
    }
    if ((stream->flags & __SBUF) == 0) {
        return error_return(EBADF);
    }
    return ((struct __file_bufio *)stream)->fd;
}
