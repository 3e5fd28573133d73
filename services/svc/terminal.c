/* SPDX-License-Identifier: MIT */
/*
 * The terminal. Invariant: the buffer holds at most one line. A session that has ended is replaced
 * as soon as there is a console again; to see that needs no more than to try.
 */
#include "terminal.h"

#include <stdarg.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/protocol/supervisor.h>
#include <tay/time.h>

#define LINE_BYTES 256
#define RETRY_NS (50 * TAY_NS_PER_MS)

static tay_cap_t endpoint;
static tay_cap_t init;
static tay_cap_t session;
static struct tay_alarm alarm;
static char line_buffer[LINE_BYTES];
static size_t line_count;

/* Whether a console runs, or will again. */
static bool has_console(void)
{
    unsigned number;
    struct tay_service service;
    return tay_supervisor_find(init, "console", &number) == TAY_OK &&
           tay_supervisor_query(init, number, &service) == TAY_OK &&
           service.state != TAY_SERVICE_STOPPED && service.state != TAY_SERVICE_GIVEN_UP &&
           service.state != TAY_SERVICE_ENDED && service.state != TAY_SERVICE_REFUSED;
}

/* Gets a new session, as soon as there is one; false: there will be none. */
static bool reopen(void)
{
    if (session != TAY_CAP_NULL) {
        enum tay_status closed = tay_cap_close(session);
        (void)closed; /* its server may have ended it */
        session = TAY_CAP_NULL;
    }
    while (tay_stream_open(endpoint, &session) != TAY_OK) {
        if (!has_console() || tay_alarm_sleep_until(&alarm, tay_time_now() + RETRY_NS) != TAY_OK) {
            return false;
        }
    }
    return true;
}

static void send(void)
{
    bool open = true;
    while (open && line_count > 0 && tay_stream_write(session, line_buffer, line_count) != TAY_OK) {
        open = reopen();
    }
    line_count = 0;
}

static int put(char character, FILE *stream)
{
    (void)stream;
    line_buffer[line_count++] = character;
    if (character == '\n' || line_count == LINE_BYTES) {
        send();
    }
    return (unsigned char)character;
}

static FILE stream = FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE);
FILE *terminal = &stream;

void terminal_print_to(FILE *to)
{
    terminal = to;
}

int terminal_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = vfprintf(terminal, format, arguments);
    va_end(arguments);
    return count;
}

enum tay_status terminal_open(tay_cap_t console, tay_cap_t supervisor)
{
    endpoint = console;
    init = supervisor;
    enum tay_status status = tay_alarm_create(&alarm);
    return status == TAY_OK && !reopen() ? TAY_EPEER : status;
}

static void take_line(char *line, size_t length_bytes)
{
    line[length_bytes] = '\0';
    line[strcspn(line, "\n")] = '\0';
}

enum terminal_result terminal_read_line(const char *prompt, char *line, size_t room_bytes,
                                        tay_time_t patience_ns)
{
    enum tay_status status;
    size_t length_bytes = 0;
    do {
        fputs(prompt, terminal);
        send();
        status = tay_stream_read_line(session, line, room_bytes - 1, tay_time_now() + patience_ns,
                                      &length_bytes);
        if (status != TAY_OK && status != TAY_ETIMEDOUT && !reopen()) {
            return TERMINAL_GONE;
        }
    } while (status != TAY_OK && status != TAY_ETIMEDOUT);
    if (status == TAY_ETIMEDOUT) {
        return TERMINAL_QUIET;
    }
    take_line(line, length_bytes);
    return length_bytes == 0 ? TERMINAL_END : TERMINAL_LINE;
}
