/* SPDX-License-Identifier: MIT */
/*
 * Lines of any length, and printing to descriptors.
 */
#include "error.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIRST_BYTES 120u

/* Makes room for one more byte and a NUL behind `used`. */
static bool make_room(char **line, size_t *room_bytes, size_t used)
{
    if (*line != NULL && used + 2 <= *room_bytes) {
        return true;
    }
    if (used > (size_t)PTRDIFF_MAX / 2) {
        errno = EOVERFLOW;
        return false;
    }
    size_t wanted = used < FIRST_BYTES ? FIRST_BYTES : used * 2;
    char *larger = realloc(*line, wanted);
    if (larger == NULL) {
        errno = ENOMEM;
        return false;
    }
    *line = larger;
    *room_bytes = wanted;
    return true;
}

ssize_t getdelim(char **restrict line, size_t *restrict room_bytes, int delimiter,
                 FILE *restrict stream)
{
    size_t used = 0;
    int byte = EOF;
    if (line == NULL || room_bytes == NULL) {
        return error_return(EINVAL);
    }
    flockfile(stream);
    bool has_room = true;
    while (has_room && byte != delimiter && (byte = getc(stream)) != EOF) {
        has_room = make_room(line, room_bytes, used);
        if (has_room) {
            (*line)[used++] = (char)byte;
        } else {
            ungetc(byte, stream);
        }
    }
    funlockfile(stream);
    if (used == 0 || !has_room) {
        return -1;
    }
    (*line)[used] = '\0';
    return (ssize_t)used;
}

ssize_t getline(char **restrict line, size_t *restrict room_bytes, FILE *restrict stream)
{
    return getdelim(line, room_bytes, '\n', stream);
}

static bool write_all(int descriptor, const char *text, size_t length_bytes)
{
    while (length_bytes > 0) {
        ssize_t done = write(descriptor, text, length_bytes);
        if (done <= 0) {
            return false;
        }
        text += done;
        length_bytes -= (size_t)done;
    }
    return true;
}

int vdprintf(int descriptor, const char *restrict format, va_list arguments)
{
    char *text;
    int length_bytes = vasprintf(&text, format, arguments);
    if (length_bytes < 0) {
        return error_return(ENOMEM);
    }
    bool is_written = write_all(descriptor, text, (size_t)length_bytes);
    free(text);
    return is_written ? length_bytes : -1;
}

int dprintf(int descriptor, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length_bytes = vdprintf(descriptor, format, arguments);
    va_end(arguments);
    return length_bytes;
}
