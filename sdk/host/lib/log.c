/* SPDX-License-Identifier: MIT */
/*
 * The line buffer of a program's output on the simulated machine, as sdk/lib/log.c is on a board.
 * Invariant: the buffer is never full when a function returns.
 */
#include "log.h"

#include "runtime.h"
#include <stdio.h>
#include <string.h>
#include <tay/log.h>
#include <tay/operations.h>

/* The longest that one call can print. */
#define PRINT_BYTES 1024

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
    line.length_bytes = 0;
}

/* From the caller's stack: a client can lend that, and not these variables. */
static void write_out(const char *text, size_t length_bytes)
{
    tay_cap_t log = program_log(line.log);
    size_t written_bytes;
    if (log != TAY_CAP_NULL) {
        enum tay_status status = tay_log_write(log, text, length_bytes, &written_bytes);
        (void)status; /* there is nowhere to tell it */
    }
}

static void flush(void)
{
    char text[TAY_LOG_LINE_BYTES];
    size_t length_bytes = line.length_bytes;
    line.length_bytes = 0;
    if (length_bytes > 0) {
        memcpy(text, line.text, length_bytes);
        write_out(text, length_bytes);
    }
}

void tay_log_flush(void)
{
    program_lock_log();
    flush();
    program_unlock_log();
}

void tay_log_put(const char *text, size_t length_bytes)
{
    program_lock_log();
    for (size_t i = 0; i < length_bytes; i++) {
        line.text[line.length_bytes++] = text[i];
        if (text[i] == '\n' || line.length_bytes == sizeof line.text) {
            flush();
        }
    }
    program_unlock_log();
}

void log_complain(const char *reason)
{
    char text[TAY_LOG_LINE_BYTES];
    int length = snprintf(text, sizeof text, "%s: %s\n", line.program, reason);
    write_out(text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}

void log_close(void)
{
    if (line.length_bytes > 0) {
        tay_log_put("\n", 1);
    }
}

int tay_log_vprintf(const char *format, va_list arguments)
{
    char text[PRINT_BYTES];
    int count = vsnprintf(text, sizeof text, format, arguments);
    if (count > 0) {
        size_t length_bytes = (size_t)count;
        tay_log_put(text, length_bytes < sizeof text ? length_bytes : sizeof text - 1);
    }
    return count;
}

int tay_log_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = tay_log_vprintf(format, arguments);
    va_end(arguments);
    return count;
}
