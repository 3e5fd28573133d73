/* SPDX-License-Identifier: MIT */
/*
 * The console: drives a UART by its interrupt, writes the kernel's log out, and serves the stream
 * protocol (tay/protocol/stream.h). Invariant: nothing here waits but for the next message, so no
 * client can hold up another, or the log.
 *
 * A session is a badge; those that ask for more have an entry in the state, which outlives this
 * program. Badges begin with the clock, so that none is given twice, whatever came before a
 * restart.
 */
#include "input.h"
#include "mirror.h"
#include "output.h"
#include "session.h"
#include "state.h"
#include <stdlib.h>
#include <string.h>
#include <tay/driver.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>

/* Of the notification: the interrupt's bit stands in the manifest. */
#define IRQ_BIT 0x1u
#define LOG_BIT 0x2u
#define WATCH_BIT 0x4u
#define PUMP_BIT 0x8u

/* As many bytes are taken at once: a UART that never has an end of them does not hold up the rest.
 */
#define BURST_BYTES 64u

/* A UART that works takes a byte in 0.1 ms. */
#define WATCH_NS TAY_NS_PER_S

static const struct uart *const uarts[] = {&mini_uart, &pl011};

static const struct uart *uart;
static uintptr_t regs;
static tay_cap_t irq, bell;
static uint64_t last_badge;

/* Looks from time to time, while there is something to put out, whether the UART still takes it. */
static struct {
    tay_cap_t timer;
    bool is_set;
    uint64_t count; /* bytes that it had taken the last time */
} watch;

static void set_watch(void)
{
    if (!watch.is_set && output_is_busy()) {
        watch.count = output_count();
        watch.is_set = tay_timer_set(watch.timer, tay_time_now() + WATCH_NS, 0) == TAY_OK;
    }
}

/* Without this program the kernel writes the log, and what it says why. */
static void on_watch(void)
{
    static const char reason[] = "console: the UART takes nothing: stopped\n";
    watch.is_set = false;
    if (output_is_busy() && output_count() == watch.count) {
        size_t length_bytes = 0;
        enum tay_status status =
            tay_log_write(tay_startup_cap("log"), reason, sizeof reason - 1, &length_bytes);
        (void)status; /* init tells the exit */
        exit(TAY_DRIVER_NO_DEVICE);
    }
}

static void pump(void)
{
    input_pump();
    output_pump();
    if (output_has_room()) {
        session_wake(TAY_STREAM_WRITABLE);
    }
    set_watch();
}

static enum tay_status open_session(struct tay_server *server, struct tay_answer *answer)
{
    return tay_server_mint(server, ++last_badge, answer, 0);
}

static enum tay_status set_mode(const struct tay_request *request, struct tay_answer *answer)
{
    unsigned mode = (unsigned)request->word[1];
    bool exists = state_mode_exists(request->word[1]);
    answer->word[0] = session_mode(request->session);
    switch (request->word[0]) {
    case TAY_STREAM_MODE_ASK:
        return TAY_OK;
    case TAY_STREAM_MODE_SET:
        return exists ? session_set_mode(request->session, mode) : TAY_EINVAL;
    case TAY_STREAM_MODE_SET_TERMINAL:
        if (exists) {
            session_set_terminal_mode(request->session, mode);
        }
        return exists ? TAY_OK : TAY_EINVAL;
    default:
        return TAY_EINVAL;
    }
}

static enum tay_status set_size(const struct tay_request *request, struct tay_answer *answer)
{
    tay_word_t columns = request->word[0], rows = request->word[1];
    if (columns != 0 || rows != 0) {
        if (columns < TAY_STREAM_COLUMNS_MIN || columns > TAY_STREAM_COLUMNS_MAX || rows < 1 ||
            rows > TAY_STREAM_ROWS_MAX) {
            return TAY_EINVAL;
        }
        state()->columns = (uint32_t)columns;
        state()->rows = (uint32_t)rows;
    }
    answer->word[0] = state()->columns;
    answer->word[1] = state()->rows;
    return TAY_OK;
}

static enum tay_status set_flags(const struct tay_request *request, struct tay_answer *answer)
{
    tay_word_t flags = request->word[1];
    answer->word[0] = session_flags(request->session);
    if (request->word[0] > 1 || (flags & ~(tay_word_t)TAY_STREAM_NO_WAIT) != 0) {
        return TAY_EINVAL;
    }
    return request->word[0] == 1 ? session_set_flags(request->session, (unsigned)flags) : TAY_OK;
}

static enum tay_status read_or_write(struct tay_server *server, const struct tay_request *request)
{
    bool writes = request->label == TAY_STREAM_WRITE;
    size_t length_bytes = request->word[0];
    if (length_bytes == 0 || (request->word[1] & ~(tay_word_t)TAY_STREAM_NO_WAIT) != 0) {
        return TAY_EINVAL;
    }
    if (writes ? !request->lends_read : !request->lends_write) {
        return TAY_ESTATE;
    }
    if (writes) {
        return output_write(server, request->session, length_bytes);
    }
    tay_word_t flags = request->word[1] | session_flags(request->session);
    if ((flags & TAY_STREAM_NO_WAIT) != 0 && !input_is_free()) {
        return TAY_EAGAIN;
    }
    return input_read(server, request->session, length_bytes,
                      request->label == TAY_STREAM_READ_LINE);
}

static unsigned ready_events(void)
{
    return (input_is_ready() ? TAY_STREAM_READABLE : 0u) |
           (output_has_room() ? TAY_STREAM_WRITABLE : 0u);
}

static enum tay_status on_session(struct tay_server *server, struct tay_request *request,
                                  struct tay_answer *answer)
{
    switch (request->label) {
    case TAY_STREAM_WRITE:
    case TAY_STREAM_READ:
    case TAY_STREAM_READ_LINE:
        return read_or_write(server, request);
    case TAY_STREAM_DRAIN:
        return output_drain(server);
    case TAY_STREAM_READY:
        return session_arm(request, ready_events(), answer);
    case TAY_STREAM_MODE:
        return set_mode(request, answer);
    case TAY_STREAM_SIZE:
        return set_size(request, answer);
    case TAY_STREAM_INTERRUPT:
        return session_name_interrupt(request);
    case TAY_STREAM_DISCARD:
        input_discard();
        return TAY_OK;
    case TAY_STREAM_SET_FLAGS:
        return set_flags(request, answer);
    default:
        return request->label == TAY_STREAM_OPEN ? TAY_ESTATE : TAY_ENOSYS;
    }
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    enum tay_status status = TAY_ESTATE;
    if (request->session != 0) {
        status = on_session(server, request, answer);
    } else if (request->label == TAY_STREAM_OPEN) {
        return open_session(server, answer);
    } else if (request->label == TAY_STREAM_DRAIN) {
        status = output_drain(server);
    } else if (request->label > TAY_STREAM_SET_FLAGS || request->label == 0) {
        return TAY_ENOSYS;
    }
    pump();
    return status;
}

static void on_interrupt(void)
{
    char byte;
    unsigned count = 0;
    uart->clear(regs);
    while (count < BURST_BYTES && uart->get(regs, &byte)) {
        input_take(byte);
        count++;
    }
    if (uart->has_lost(regs)) {
        input_lost();
    }
    pump();
    enum tay_status status = tay_irq_acknowledge(irq);
    if (status == TAY_OK && count == BURST_BYTES) {
        /* An interrupt may have told of the first byte only, and none tells of those left. */
        status = tay_trap_notify(bell, IRQ_BIT);
    }
    (void)status; /* ours */
}

static void on_notification(tay_word_t bits)
{
    if ((bits & LOG_BIT) != 0) {
        output_on_log();
    }
    if ((bits & WATCH_BIT) != 0) {
        on_watch();
    }
    if ((bits & IRQ_BIT) != 0) {
        on_interrupt();
    } else {
        pump();
    }
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    switch (event->kind) {
    case TAY_KIND_ABANDONED:
        input_drop(event->badge);
        output_drop(event->badge);
        pump();
        break;
    case TAY_KIND_CLOSED:
        session_close(event->badge);
        input_close(event->badge);
        output_close(event->badge);
        break;
    case TAY_KIND_NOTIFICATION:
        on_notification(event->word[0]);
        break;
    default:
        break;
    }
}

static const struct uart *find_uart(int argument_count, char **arguments)
{
    for (unsigned i = 0; argument_count > 1 && i < sizeof uarts / sizeof uarts[0]; i++) {
        if (strcmp(uarts[i]->name, arguments[1]) == 0) {
            return uarts[i];
        }
    }
    return NULL;
}

/* What a manifest may leave out: memory for the state, and a tap. */
static void open_state(void)
{
    tay_cap_t memory = tay_startup_cap("state");
    uintptr_t address = 0;
    size_t length_bytes = 0, resident_bytes;
    enum tay_status status = tay_memory_query(memory, &length_bytes, &resident_bytes);
    status = status == TAY_OK ? tay_driver_map(memory, &address) : status;
    state_open(status == TAY_OK ? (void *)address : NULL, length_bytes);
    mirror_open(tay_startup_cap("tap"), tay_startup_cap("tap-bell"));
}

/* From here on the kernel is silent, but for a panic. */
static enum tay_status take_over(tay_cap_t endpoint)
{
    tay_cap_t log = tay_startup_cap("log");
    tay_cap_t pump_timer;
    irq = tay_startup_cap("irq");
    bell = tay_startup_cap("bell");
    enum tay_status status = tay_driver_map(tay_startup_cap("regs"), &regs);
    if (status == TAY_OK) {
        status = tay_timer_create(TAY_OWN_ACCOUNT, bell, PUMP_BIT, &pump_timer);
    }
    if (status == TAY_OK) {
        output_open(uart, regs, log, pump_timer);
        status = tay_timer_create(TAY_OWN_ACCOUNT, bell, WATCH_BIT, &watch.timer);
    }
    if (status == TAY_OK) {
        status = tay_driver_listen(endpoint, bell, irq);
    }
    if (status == TAY_OK) {
        status = tay_log_bind(log, bell, LOG_BIT);
    }
    if (status == TAY_OK) {
        uart->start(regs);
    }
    return status;
}

int main(int argument_count, char **arguments)
{
    struct tay_server server = {
        .endpoint = tay_startup_cap("console"), .on_call = on_call, .on_event = on_event};
    uart = find_uart(argument_count, arguments);
    if (uart == NULL) {
        return EXIT_FAILURE;
    }
    last_badge = tay_time_now();
    open_state();
    enum tay_status status = take_over(server.endpoint);
    if (status == TAY_OK) {
        status = tay_server_run(&server);
    }
    return EXIT_FAILURE + (int)status; /* init tells it: nobody else could */
}
