/* SPDX-License-Identifier: MIT */
/*
 * Output. Invariant: the buffer is never full when a function returns.
 */
#include "output.h"

#include "file.h"
#include "report.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES 4096

static char buffer[BUFFER_BYTES];
static size_t used_bytes;
static int failure; /* errno of the first write that failed; 0: none did */

/* Whether it goes out by lines. */
static bool is_by_lines(void)
{
    static enum { UNKNOWN, NO, YES } known;
    if (known == UNKNOWN) {
        known = isatty(STDOUT_FILENO) ? YES : NO;
    }
    return known == YES;
}

static void send(const char *bytes, size_t count)
{
    if (failure == 0 && !file_write(STDOUT_FILENO, bytes, count)) {
        failure = errno;
    }
}

bool output_flush(void)
{
    if (used_bytes > 0) {
        send(buffer, used_bytes);
        used_bytes = 0;
    }
    errno = failure;
    return failure == 0;
}

bool output_has_failed(void)
{
    return failure != 0;
}

void output_bytes(const void *bytes, size_t count)
{
    if (count >= BUFFER_BYTES - used_bytes) {
        output_flush();
    }
    if (count >= BUFFER_BYTES) {
        send(bytes, count);
        return;
    }
    memcpy(buffer + used_bytes, bytes, count);
    used_bytes += count;
    if (count > 0 && buffer[used_bytes - 1] == '\n' && is_by_lines()) {
        output_flush();
    }
}

void output_char(char character)
{
    output_bytes(&character, 1);
}

void output_text(const char *text)
{
    output_bytes(text, strlen(text));
}

void output_spaces(size_t count)
{
    while (count-- > 0) {
        output_char(' ');
    }
}

void output(const char *format, ...)
{
    char small[128];
    va_list arguments;
    va_start(arguments, format);
    int needed = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (needed < (int)sizeof small) {
        output_text(small);
        return;
    }
    char *large = malloc((size_t)needed + 1);
    if (large == NULL) {
        report_no_memory();
    }
    va_start(arguments, format);
    vsnprintf(large, (size_t)needed + 1, format, arguments);
    va_end(arguments);
    output_text(large);
    free(large);
}
