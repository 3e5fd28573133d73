/* SPDX-License-Identifier: MIT */
/*
 * Standard I/O of a program on the simulated machine, over its own streams (stream.h).
 */
#include "lock.h"
#include "stream.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What <stdio.h> declares as macros, too, or calls in inline functions. */
#undef feof
#undef ferror
#undef feof_unlocked
#undef ferror_unlocked
#undef getc_unlocked
#undef getchar_unlocked
#undef putc_unlocked
#undef putchar_unlocked
#undef fread_unlocked
#undef fwrite_unlocked
int __uflow(FILE *file);
int __overflow(FILE *file, int character);
size_t fwrite_unlocked(const void *from, size_t size, size_t count, FILE *file);
size_t fread_unlocked(void *to, size_t size, size_t count, FILE *file);

void flockfile(FILE *file)
{
    (void)file;
    relock_acquire(&lock_stdio);
}

int ftrylockfile(FILE *file)
{
    (void)file;
    return relock_try(&lock_stdio) ? 0 : -1;
}

void funlockfile(FILE *file)
{
    (void)file;
    relock_release(&lock_stdio);
}

/* Reading ---------------------------------------------------------------------------------------
 */

int fgetc(FILE *file)
{
    flockfile(file);
    int byte = stream_get(stream_of(file));
    funlockfile(file);
    return byte;
}

int getc(FILE *file)
{
    return fgetc(file);
}

int __uflow(FILE *file)
{
    return fgetc(file);
}

int getchar(void)
{
    return fgetc(stdin);
}

/* The lock is the caller's already. */
int getc_unlocked(FILE *file)
{
    return fgetc(file);
}

int getchar_unlocked(void)
{
    return fgetc(stdin);
}

int ungetc(int byte, FILE *file)
{
    flockfile(file);
    int result = stream_unget(stream_of(file), byte);
    funlockfile(file);
    return result;
}

char *fgets(char *restrict to, int room, FILE *restrict file)
{
    int length = 0;
    int byte = 0;
    flockfile(file);
    while (length < room - 1 && byte != '\n' && (byte = stream_get(stream_of(file))) != EOF) {
        to[length++] = (char)byte;
    }
    bool is_read = room == 1 || (length > 0 && (byte != EOF || ferror(file) == 0));
    funlockfile(file);
    if (is_read) {
        to[length] = '\0';
    }
    return is_read ? to : NULL;
}

size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict file)
{
    size_t done = 0;
    int byte = 0;
    if (size == 0 || count == 0) {
        return 0;
    }
    flockfile(file);
    while (done < size * count && (byte = stream_get(stream_of(file))) != EOF) {
        ((char *)to)[done++] = (char)byte;
    }
    funlockfile(file);
    return done / size;
}

size_t fread_unlocked(void *restrict to, size_t size, size_t count, FILE *restrict file)
{
    return fread(to, size, count, file);
}

/* Writing ---------------------------------------------------------------------------------------
 */

size_t fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict file)
{
    if (size == 0 || count == 0) {
        return 0;
    }
    flockfile(file);
    size_t done = stream_put(stream_of(file), from, size * count);
    funlockfile(file);
    return done / size;
}

size_t fwrite_unlocked(const void *restrict from, size_t size, size_t count, FILE *restrict file)
{
    return fwrite(from, size, count, file);
}

int fputs(const char *restrict text, FILE *restrict file)
{
    size_t length = strlen(text);
    flockfile(file);
    size_t done = stream_put(stream_of(file), text, length);
    funlockfile(file);
    return done == length ? 0 : EOF;
}

int puts(const char *text)
{
    flockfile(stdout);
    int result = fputs(text, stdout) == EOF || putc('\n', stdout) == EOF ? EOF : 0;
    funlockfile(stdout);
    return result;
}

int fputc(int character, FILE *file)
{
    char byte = (char)character;
    flockfile(file);
    size_t done = stream_put(stream_of(file), &byte, 1);
    funlockfile(file);
    return done == 1 ? (unsigned char)byte : EOF;
}

int putc(int character, FILE *file)
{
    return fputc(character, file);
}

int __overflow(FILE *file, int character)
{
    return fputc(character, file);
}

int putchar(int character)
{
    return fputc(character, stdout);
}

int putc_unlocked(int character, FILE *file)
{
    return fputc(character, file);
}

int putchar_unlocked(int character)
{
    return fputc(character, stdout);
}

int fflush(FILE *file)
{
    if (file == NULL) {
        return stream_flush_all();
    }
    flockfile(file);
    int result = stream_flush(stream_of(file));
    funlockfile(file);
    return result;
}

/* Where, and how --------------------------------------------------------------------------------
 */

static int result_of(off_t result)
{
    if (result < 0) {
        errno = (int)-result;
        return -1;
    }
    return 0;
}

int fseeko(FILE *file, off_t offset, int whence)
{
    struct stream *stream = stream_of(file);
    flockfile(file);
    int result = stream_flush(stream);
    if (result == 0 && stream->device->seek == NULL) {
        result = result_of(-ESPIPE);
    } else if (result == 0) {
        off_t ahead = (off_t)(stream->filled_bytes - stream->at) + stream->pushed;
        result = result_of(
            stream->device->seek(stream, whence == SEEK_CUR ? offset - ahead : offset, whence));
    }
    if (result == 0) {
        stream->at = 0;
        stream->filled_bytes = 0;
        stream->pushed = 0;
        stream->head._flags &= ~STREAM_AT_END;
    }
    funlockfile(file);
    return result;
}

int fseek(FILE *file, long offset, int whence)
{
    return fseeko(file, offset, whence);
}

off_t ftello(FILE *file)
{
    struct stream *stream = stream_of(file);
    flockfile(file);
    off_t there = stream_flush(stream) != 0      ? -errno
                  : stream->device->seek == NULL ? -ESPIPE
                                                 : stream->device->seek(stream, 0, SEEK_CUR);
    off_t ahead = (off_t)(stream->filled_bytes - stream->at) + stream->pushed;
    funlockfile(file);
    return result_of(there) != 0 ? -1 : there - ahead;
}

long ftell(FILE *file)
{
    return ftello(file);
}

void rewind(FILE *file)
{
    fseeko(file, 0, SEEK_SET);
    clearerr(file);
}

int fgetpos(FILE *restrict file, fpos_t *restrict position)
{
    position->__pos = ftello(file);
    return position->__pos < 0 ? -1 : 0;
}

int fsetpos(FILE *file, const fpos_t *position)
{
    return fseeko(file, position->__pos, SEEK_SET);
}

int feof(FILE *file)
{
    return (file->_flags & STREAM_AT_END) != 0;
}

int ferror(FILE *file)
{
    return (file->_flags & STREAM_FAILED) != 0;
}

void clearerr(FILE *file)
{
    file->_flags &= ~(STREAM_AT_END | STREAM_FAILED);
}

int fileno(FILE *file)
{
    int descriptor = stream_of(file)->descriptor;
    return descriptor < 0 ? result_of(-EBADF) : descriptor;
}

/* The buffer stays its own: how large it is nobody can see. */
int setvbuf(FILE *restrict file, char *restrict buffer, int buffering, size_t room_bytes)
{
    (void)buffer;
    (void)room_bytes;
    if (buffering != _IOFBF && buffering != _IOLBF && buffering != _IONBF) {
        return result_of(-EINVAL);
    }
    flockfile(file);
    stream_of(file)->buffering = buffering;
    funlockfile(file);
    return 0;
}

void setbuffer(FILE *file, char *buffer, size_t room_bytes)
{
    (void)setvbuf(file, buffer, buffer == NULL ? _IONBF : _IOFBF, room_bytes);
}

void setbuf(FILE *file, char *buffer)
{
    setbuffer(file, buffer, BUFSIZ);
}

void setlinebuf(FILE *file)
{
    (void)setvbuf(file, NULL, _IOLBF, 0);
}

int fclose(FILE *file)
{
    struct stream *stream = stream_of(file);
    flockfile(file);
    int flushed = stream_flush(stream);
    int error = flushed != 0 ? errno : 0;
    int closed = stream->device->close == NULL ? 0 : stream->device->close(stream);
    funlockfile(file);
    if (!stream->is_static) {
        stream_destroy(stream);
    }
    return result_of(error != 0 ? -error : closed) == 0 ? 0 : EOF;
}

void perror(const char *text)
{
    const char *error = strerror(errno);
    if (text != NULL && text[0] != '\0') {
        (void)fprintf(stderr, "%s: %s\n", text, error);
    } else {
        (void)fprintf(stderr, "%s\n", error);
    }
}
