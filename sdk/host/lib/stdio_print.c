/* SPDX-License-Identifier: MIT */
/*
 * Printing to streams: the text is the computer's vsnprintf's. Each call is one piece.
 */
#include "lock.h"
#include "stream.h"
#include <stdarg.h>
#include <stdlib.h>

#define SHORT_BYTES 256

static int put(FILE *file, const char *text, int length)
{
    relock_acquire(&lock_stdio);
    size_t done = stream_put(stream_of(file), text, (size_t)length);
    relock_release(&lock_stdio);
    return done == (size_t)length ? length : -1;
}

int vfprintf(FILE *restrict file, const char *restrict format, va_list arguments)
{
    char text[SHORT_BYTES];
    char *longer = NULL;
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(text, sizeof text, format, arguments);
    if (length >= SHORT_BYTES) {
        longer = malloc((size_t)length + 1);
        length = longer == NULL ? -1 : vsnprintf(longer, (size_t)length + 1, format, again);
    }
    va_end(again);
    int result = length < 0 ? -1 : put(file, longer == NULL ? text : longer, length);
    free(longer);
    return result;
}

int fprintf(FILE *restrict file, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vfprintf(file, format, arguments);
    va_end(arguments);
    return length;
}

int vprintf(const char *restrict format, va_list arguments)
{
    return vfprintf(stdout, format, arguments);
}

int printf(const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vfprintf(stdout, format, arguments);
    va_end(arguments);
    return length;
}
