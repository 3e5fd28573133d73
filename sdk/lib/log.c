/* SPDX-License-Identifier: MIT */
/*
 * The line buffer of a program's output, and the C library's three streams on top of it.
 * Invariant: the buffer holds no newline and is never full when a function returns. It belongs to
 * who holds lock_stdio, so that what one call prints stays together, whatever other threads print.
 */
#include <tay/log.h>

#include "lock.h"
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

static void send(void)
{
    if (line.length_bytes > 0 && line.log != TAY_CAP_NULL) {
        size_t written_bytes;
        enum tay_status status =
            tay_log_write(line.log, line.text, line.length_bytes, &written_bytes);
        (void)status; /* there is nowhere to tell it */
    }
    line.length_bytes = 0;
}

void tay_log_flush(void)
{
    relock_acquire(&lock_stdio);
    send();
    relock_release(&lock_stdio);
}

static void put(char character)
{
    line.text[line.length_bytes++] = character;
    if (character == '\n' || line.length_bytes == sizeof line.text) {
        send();
    }
}

static void put_text(const char *text, size_t length_bytes)
{
    for (size_t i = 0; i < length_bytes; i++) {
        put(text[i]);
    }
}

static void close_line(void)
{
    if (line.length_bytes > 0) {
        put('\n');
    }
}

/* Another thread that is in the middle of a line is not waited for: it may be what is wrong. */
void log_close(void)
{
    if (relock_try(&lock_stdio)) {
        close_line();
        relock_release(&lock_stdio);
    }
}

void tay_log_put(const char *text, size_t length_bytes)
{
    relock_acquire(&lock_stdio);
    put_text(text, length_bytes);
    relock_release(&lock_stdio);
}

/* Takes no lock: it is for programs that can do no more. */
void log_complain(const char *reason)
{
    close_line();
    put_text(line.program, strlen(line.program));
    put_text(": ", 2);
    put_text(reason, strlen(reason));
    close_line();
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
    relock_acquire(&lock_stdio);
    put(character);
    relock_release(&lock_stdio);
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
