/* SPDX-License-Identifier: MIT */
/*
 * What picolibc's standard I/O leaves out or does wrongly: each call is one piece, whatever other
 * threads do with the same stream. The linker puts each of these functions in the place of
 * picolibc's (--wrap), which is called with the lock held. A string that is printed to or read from
 * belongs to its thread.
 */
#include "lock.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

/* picolibc's streams that are strings, told by what puts and gets a character. */
int __file_str_put(char character, FILE *stream);
int __file_str_put_alloc(char character, FILE *stream);
int __file_str_get(FILE *stream);

int __real_vfprintf(FILE *stream, const char *format, va_list arguments);
int __wrap_vfprintf(FILE *stream, const char *format, va_list arguments);
int __real_vfscanf(FILE *stream, const char *format, va_list arguments);
int __wrap_vfscanf(FILE *stream, const char *format, va_list arguments);
int __real_puts(const char *text);
int __wrap_puts(const char *text);
int __real_fputs(const char *text, FILE *stream);
int __wrap_fputs(const char *text, FILE *stream);
size_t __real_fwrite(const void *from, size_t size, size_t count, FILE *stream);
size_t __wrap_fwrite(const void *from, size_t size, size_t count, FILE *stream);
size_t __real_fread(void *to, size_t size, size_t count, FILE *stream);
size_t __wrap_fread(void *to, size_t size, size_t count, FILE *stream);
char *__wrap_fgets(char *to, int size, FILE *stream);
void flockfile(FILE *stream);
int ftrylockfile(FILE *stream);
void funlockfile(FILE *stream);

void flockfile(FILE *stream)
{
    (void)stream;
    relock_acquire(&lock_stdio);
}

int ftrylockfile(FILE *stream)
{
    (void)stream;
    return relock_try(&lock_stdio) ? 0 : -1;
}

void funlockfile(FILE *stream)
{
    (void)stream;
    relock_release(&lock_stdio);
}

int __wrap_vfprintf(FILE *stream, const char *format, va_list arguments)
{
    if (stream->put == __file_str_put || stream->put == __file_str_put_alloc) {
        return __real_vfprintf(stream, format, arguments);
    }
    flockfile(stream);
    int result = __real_vfprintf(stream, format, arguments);
    funlockfile(stream);
    return result;
}

int __wrap_vfscanf(FILE *stream, const char *format, va_list arguments)
{
    if (stream->get == __file_str_get) {
        return __real_vfscanf(stream, format, arguments);
    }
    flockfile(stream);
    int result = __real_vfscanf(stream, format, arguments);
    funlockfile(stream);
    return result;
}

int __wrap_puts(const char *text)
{
    flockfile(stdout);
    int result = __real_puts(text);
    funlockfile(stdout);
    return result;
}

int __wrap_fputs(const char *text, FILE *stream)
{
    flockfile(stream);
    int result = __real_fputs(text, stream);
    funlockfile(stream);
    return result;
}

size_t __wrap_fwrite(const void *from, size_t size, size_t count, FILE *stream)
{
    flockfile(stream);
    size_t result = __real_fwrite(from, size, count, stream);
    funlockfile(stream);
    return result;
}

size_t __wrap_fread(void *to, size_t size, size_t count, FILE *stream)
{
    flockfile(stream);
    size_t result = __real_fread(to, size, count, stream);
    funlockfile(stream);
    return result;
}

/* picolibc's loses a last line that has no newline. */
char *__wrap_fgets(char *to, int size, FILE *stream)
{
    int length = 0;
    int character = 0;
    flockfile(stream);
    while (length < size - 1 && character != '\n' && (character = getc(stream)) != EOF) {
        to[length++] = (char)character;
    }
    funlockfile(stream);
    bool is_read = size == 1 || (length > 0 && (character != EOF || !ferror(stream)));
    if (is_read) {
        to[length] = '\0';
    }
    return is_read ? to : NULL;
}
