/* SPDX-License-Identifier: MIT */
/*
 * The line buffers of a program's output, and the C library's three streams on top of them: stdout
 * and stderr are the log while their descriptors are not open. Invariant: a buffer holds no newline
 * and is never full when a function returns. They belong to who holds lock_stdio, so that what one
 * call prints stays together, whatever other threads print.
 */
#include <tay/log.h>

#include "lock.h"
#include "log.h"
#include <stdio.h>
#include <string.h>
#include <tay/operations.h>
#include <unistd.h>

/* In place of a descriptor: the log. */
#define LOG (-1)

#define OWN_OFFSET (~(tay_word_t)0) /* TAY_FILE_OWN_OFFSET */

struct line {
    int descriptor;
    bool is_log; /* its descriptor is the log, or not open */
    size_t length_bytes;
    char text[TAY_LOG_LINE_BYTES];
};

static struct line log_line = {.descriptor = LOG};
static struct line out_line = {.descriptor = STDOUT_FILENO};
static struct line error_line = {.descriptor = STDERR_FILENO};

static tay_cap_t log_handle;
static const char *log_program;
static const struct log_descriptors *descriptors; /* NULL: there are none */

/* What was read ahead. */
static struct {
    size_t at;
    size_t length_bytes;
    char text[TAY_LOG_LINE_BYTES];
} input;

void log_open(tay_cap_t log, const char *program)
{
    log_handle = log;
    log_program = program;
}

void log_set_descriptors(const struct log_descriptors *functions)
{
    descriptors = functions;
}

void log_forget_input(void)
{
    input.at = 0;
    input.length_bytes = 0;
}

static bool write_all(int descriptor, const char *text, size_t length_bytes)
{
    while (length_bytes > 0) {
        ssize_t done_bytes = descriptors->write(descriptor, OWN_OFFSET, text, length_bytes);
        if (done_bytes <= 0) {
            return false;
        }
        text += done_bytes;
        length_bytes -= (size_t)done_bytes;
    }
    return true;
}

/* Sends out what there is; false: it could not, and it is lost. */
static bool send(struct line *line)
{
    bool sent = true;
    if (line->length_bytes > 0 && line->descriptor != LOG) {
        sent = write_all(line->descriptor, line->text, line->length_bytes);
    } else if (line->length_bytes > 0 && log_handle != TAY_CAP_NULL) {
        size_t written_bytes;
        enum tay_status status =
            tay_log_write(log_handle, line->text, line->length_bytes, &written_bytes);
        (void)status; /* there is nowhere to tell it */
    }
    line->length_bytes = 0;
    return sent;
}

void tay_log_flush(void)
{
    relock_acquire(&lock_stdio);
    send(&log_line);
    relock_release(&lock_stdio);
}

static bool put(struct line *line, char character)
{
    line->text[line->length_bytes++] = character;
    return (character != '\n' && line->length_bytes < sizeof line->text) || send(line);
}

static void put_text(const char *text, size_t length_bytes)
{
    for (size_t i = 0; i < length_bytes; i++) {
        put(&log_line, text[i]);
    }
}

static void close_line(void)
{
    if (log_line.length_bytes > 0) {
        put(&log_line, '\n');
    }
}

/* Another thread that is in the middle of a line is not waited for: it may be what is wrong. */
void log_close(void)
{
    if (relock_try(&lock_stdio)) {
        close_line();
        send(&out_line);
        send(&error_line);
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
    put_text(log_program, strlen(log_program));
    put_text(": ", 2);
    put_text(reason, strlen(reason));
    close_line();
}

static int stream_put(char character, FILE *stream);
static int stream_get(FILE *stream);
static int stream_flush(FILE *stream);

static FILE log_stream = FDEV_SETUP_STREAM(stream_put, stream_get, stream_flush, _FDEV_SETUP_WRITE);
static FILE in_stream = FDEV_SETUP_STREAM(stream_put, stream_get, stream_flush, _FDEV_SETUP_READ);
static FILE out_stream = FDEV_SETUP_STREAM(stream_put, stream_get, stream_flush, _FDEV_SETUP_WRITE);
static FILE error_stream =
    FDEV_SETUP_STREAM(stream_put, stream_get, stream_flush, _FDEV_SETUP_WRITE);
FILE *const stdin = &in_stream;
FILE *const stdout = &out_stream;
FILE *const stderr = &error_stream;

/* Where a stream's output goes. That changes between lines only, so that a line stays whole. */
static struct line *line_of(const FILE *stream)
{
    struct line *line = stream == &error_stream ? &error_line : &out_line;
    if (stream == &log_stream || descriptors == NULL) {
        return &log_line;
    }
    if (line->length_bytes == 0 && log_line.length_bytes == 0) {
        line->is_log = descriptors->is_log(line->descriptor);
    }
    return line->is_log ? &log_line : line;
}

int tay_log_vprintf(const char *format, va_list arguments)
{
    return vfprintf(&log_stream, format, arguments);
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
    relock_acquire(&lock_stdio);
    bool is_put = put(line_of(stream), character);
    relock_release(&lock_stdio);
    return is_put ? (unsigned char)character : _FDEV_ERR;
}

/* With the lock held. Who reads from a terminal has asked for something first: that goes out. */
static int read_ahead(void)
{
    send(&out_line);
    ssize_t done_bytes = 0;
    if (descriptors != NULL) {
        done_bytes = descriptors->read(STDIN_FILENO, OWN_OFFSET, input.text, sizeof input.text);
    }
    input.at = 0;
    input.length_bytes = done_bytes > 0 ? (size_t)done_bytes : 0;
    return done_bytes < 0 ? _FDEV_ERR : _FDEV_EOF;
}

/* Without a descriptor there is no input. */
static int stream_get(FILE *stream)
{
    (void)stream;
    relock_acquire(&lock_stdio);
    int result = input.at < input.length_bytes ? 0 : read_ahead();
    if (input.at < input.length_bytes) {
        result = (unsigned char)input.text[input.at++];
    }
    relock_release(&lock_stdio);
    return result;
}

static int stream_flush(FILE *stream)
{
    relock_acquire(&lock_stdio);
    bool is_sent = send(line_of(stream));
    relock_release(&lock_stdio);
    return is_sent ? 0 : EOF;
}
