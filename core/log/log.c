/* SPDX-License-Identifier: MIT */
/*
 * The kernel log. Invariant: byte n of the log, unless overwritten, stands at ring[n % size]; while
 * nobody has the console, all of it has been written out.
 */
#include <log/log.h>

#include <hal/console.h>
#include <ipc/notification.h>
#include <stdarg.h>
#include <string.h>

#define LINE_BYTES 160

static struct {
    char *ring;
    size_t ring_bytes;
    uint64_t end;
    uint64_t shown; /* read by whoever has the console, or written out */
    struct notification *bound;
    tay_word_t bits;
} kernel_log;

void log_init(char *ring, size_t ring_bytes)
{
    kernel_log.ring = ring;
    kernel_log.ring_bytes = ring_bytes;
    kernel_log.end = 0;
    kernel_log.shown = 0;
    kernel_log.bound = NULL;
}

/* Writes out what nobody has seen. */
static void show(void)
{
    char text[LINE_BYTES];
    size_t count;
    while ((count = log_read(&kernel_log.shown, text, sizeof text)) > 0) {
        hal_console_write(text, count);
    }
}

void log_let_go(const struct notification *notification)
{
    if (kernel_log.bound == notification) {
        log_bind(NULL, 0);
    }
}

/* Whose end has begun shows nothing more, though its turn to end has not come. */
static void check_bound(void)
{
    if (kernel_log.bound != NULL && kernel_log.bound->object.dying) {
        log_bind(NULL, 0);
    }
}

bool log_is_bound(void)
{
    check_bound();
    return kernel_log.bound != NULL;
}

void log_bind(struct notification *notification, tay_word_t bits)
{
    struct notification *before = kernel_log.bound;
    kernel_log.bound = notification;
    kernel_log.bits = bits;
    if (notification != NULL) {
        object_hold(&notification->object);
        notification_signal(notification, bits);
    } else {
        show();
    }
    if (before != NULL) {
        object_release(&before->object);
    }
}

void log_write(const char *text, size_t length_bytes)
{
    for (size_t i = 0; i < length_bytes; i++) {
        kernel_log.ring[kernel_log.end & (kernel_log.ring_bytes - 1)] = text[i];
        kernel_log.end++;
    }
    check_bound();
    if (kernel_log.bound != NULL) {
        notification_signal(kernel_log.bound, kernel_log.bits);
    } else {
        show();
    }
}

/* A line under construction; what does not fit is cut off. */
struct line {
    char text[LINE_BYTES];
    size_t length;
};

static void put(struct line *line, char character)
{
    if (line->length < LINE_BYTES - 1) {
        line->text[line->length++] = character;
    }
}

static void put_number(struct line *line, unsigned long number, unsigned base)
{
    char digits[24];
    size_t count = 0;
    do {
        digits[count++] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number != 0);
    while (count > 0) {
        put(line, digits[--count]);
    }
}

static void put_string(struct line *line, const char *string)
{
    while (*string != '\0') {
        put(line, *string++);
    }
}

void log_line(const char *format, ...)
{
    struct line line = {.length = 0};
    va_list arguments;
    va_start(arguments, format);
    for (const char *c = format; *c != '\0'; c++) {
        if (*c != '%') {
            put(&line, *c);
        } else if (*++c == 's') {
            put_string(&line, va_arg(arguments, const char *));
        } else if (*c == 'l') {
            unsigned base = *++c == 'x' ? 16 : 10;
            put_number(&line, va_arg(arguments, unsigned long), base);
        } else {
            put(&line, *c);
        }
    }
    va_end(arguments);
    line.text[line.length++] = '\n';
    log_write(line.text, line.length);
}

uint64_t log_end(void)
{
    return kernel_log.end;
}

uint64_t log_shown(void)
{
    return kernel_log.shown;
}

size_t log_read(uint64_t *position, char *buffer, size_t buffer_bytes)
{
    if (kernel_log.end - *position > kernel_log.ring_bytes) {
        *position = kernel_log.end - kernel_log.ring_bytes;
    }
    size_t count = 0;
    while (count < buffer_bytes && *position < kernel_log.end) {
        buffer[count++] = kernel_log.ring[*position & (kernel_log.ring_bytes - 1)];
        (*position)++;
    }
    return count;
}

void log_mark_shown(uint64_t position)
{
    if (kernel_log.shown < position) {
        kernel_log.shown = position;
    }
}
