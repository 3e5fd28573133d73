/* SPDX-License-Identifier: MIT */
/*
 * The line buffer of a program's output, and the C library's three streams on top of it.
 * Invariant: the buffer holds no newline and is never full when a function returns.
 */
#include <tay/log.h>

#include "log.h"
#include <stdio.h>
#include <string.h>
#include <tay/operations.h>

static struct {
    tay_cap_t log;
    const char *program;
    size_t length_bytes;
    char text[TAY_LOG_LINE_BYTES];
} line;

void log_open(tay_cap_t log, const char *program)
{
    line.log = log;
    line.program = program;
}

void tay_log_flush(void)
{
    if (line.length_bytes > 0 && line.log != TAY_CAP_NULL) {
        size_t written_bytes;
        enum tay_status status =
            tay_log_write(line.log, line.text, line.length_bytes, &written_bytes);
        (void)status; /* there is nowhere to tell it */
    }
    line.length_bytes = 0;
}

static void put(char character)
{
    line.text[line.length_bytes++] = character;
    if (character == '\n' || line.length_bytes == sizeof line.text) {
        tay_log_flush();
    }
}

void log_close(void)
{
    if (line.length_bytes > 0) {
        put('\n');
    }
}

void tay_log_put(const char *text, size_t length_bytes)
{
    for (size_t i = 0; i < length_bytes; i++) {
        put(text[i]);
    }
}

void log_complain(const char *reason)
{
    log_close();
    tay_log_put(line.program, strlen(line.program));
    tay_log_put(": ", 2);
    tay_log_put(reason, strlen(reason));
    log_close();
}

int tay_log_vprintf(const char *format, va_list arguments)
{
    return vfprintf(stdout, format, arguments);
}

int tay_log_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = tay_log_vprintf(format, arguments);
    va_end(arguments);
    return count;
}

static int stream_put(char character, FILE *stream)
{
    (void)stream;
    put(character);
    return (unsigned char)character;
}

/* There is no input. */
static int stream_get(FILE *stream)
{
    (void)stream;
    return _FDEV_EOF;
}

static int stream_flush(FILE *stream)
{
    (void)stream;
    tay_log_flush();
    return 0;
}

static FILE stream = FDEV_SETUP_STREAM(stream_put, stream_get, stream_flush, _FDEV_SETUP_RW);
FILE *const stdin = &stream;
FILE *const stdout = &stream;
FILE *const stderr = &stream;
