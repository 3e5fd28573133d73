/* SPDX-License-Identifier: MIT */
/*
 * The kernel log. Invariant: byte n of the log, unless overwritten, stands at ring[n % size].
 *
 * While nobody has the console, what is new goes out to it in pieces, since the device is slow:
 * before any thread runs whose priority is no higher than that of who wrote.
 */
#include <log/log.h>

#include <boot/event.h>
#include <hal/console.h>
#include <ipc/notification.h>
#include <sched/scheduler.h>
#include <stdarg.h>
#include <string.h>

#define LINE_BYTES 160

/* Bytes that one step hands to the device, which takes 87 us for each at 115200 baud. */
#define STEP_BYTES 4

static struct {
    char *ring;
    size_t ring_bytes;
    uint64_t end;
    uint64_t shown;    /* read by whoever has the console, or written out */
    unsigned priority; /* of those whose text is not shown yet, the highest */
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

/* There is something to write out, and the running thread is who wants it. */
static void want_shown(void)
{
    const struct thread *thread = scheduler_current();
    unsigned priority = thread == NULL ? TAY_PRIORITY_MAX : thread->priority;
    scheduler_look();
    event_on_work();
    if (!log_has_work() || priority > kernel_log.priority) {
        kernel_log.priority = priority;
    }
}

bool log_has_work(void)
{
    return kernel_log.bound == NULL && kernel_log.shown < kernel_log.end;
}

bool log_goes_first(unsigned priority)
{
    return log_has_work() && priority <= kernel_log.priority;
}

void log_step(void)
{
    char text[STEP_BYTES];
    size_t count = log_read(&kernel_log.shown, text, sizeof text);
    hal_console_write(text, count);
}

void log_flush(void)
{
    while (log_has_work()) {
        log_step();
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
    want_shown();
    kernel_log.bound = notification;
    kernel_log.bits = bits;
    if (notification != NULL) {
        object_hold(&notification->object);
        notification_signal(notification, bits);
    }
    if (before != NULL) {
        object_release(&before->object);
    }
}

void log_write(const char *text, size_t length_bytes)
{
    want_shown();
    for (size_t i = 0; i < length_bytes; i++) {
        kernel_log.ring[kernel_log.end & (kernel_log.ring_bytes - 1)] = text[i];
        kernel_log.end++;
    }
    check_bound();
    if (kernel_log.bound != NULL) {
        notification_signal(kernel_log.bound, kernel_log.bits);
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
