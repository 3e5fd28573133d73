/* SPDX-License-Identifier: MIT */
/*
 * The console: drives a UART by its interrupt, writes the kernel's log out, and serves the stream
 * protocol (tay/protocol/stream.h). Invariant: nothing here waits but for the next message, so no
 * client can hold up another, or the log.
 *
 * Sessions need no table: a badge is all that there is to know. Badges begin with the clock, so
 * that none is given twice, whatever came before a restart.
 */
#include "input.h"
#include "output.h"
#include <stdlib.h>
#include <string.h>
#include <tay/driver.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>
#include <tay/time.h>

/* Of the notification: the interrupt's bit stands in the manifest. */
#define IRQ_BIT 0x1u
#define LOG_BIT 0x2u

static const struct uart *const uarts[] = {&mini_uart, &pl011};

static const struct uart *uart;
static uintptr_t regs;
static uint64_t last_badge;

static enum tay_status open_session(struct tay_server *server, struct tay_answer *answer)
{
    return tay_server_mint(server, ++last_badge, answer, 0);
}

static enum tay_status on_session(struct tay_server *server, const struct tay_request *request)
{
    size_t length_bytes = request->word[0];
    switch (request->label) {
    case TAY_STREAM_WRITE:
        if (length_bytes == 0 || !request->lends_read) {
            return length_bytes == 0 ? TAY_EINVAL : TAY_ESTATE;
        }
        return output_write(server, length_bytes);
    case TAY_STREAM_READ:
    case TAY_STREAM_READ_LINE:
        if (length_bytes == 0 || !request->lends_write) {
            return length_bytes == 0 ? TAY_EINVAL : TAY_ESTATE;
        }
        return input_read(server, length_bytes, request->label == TAY_STREAM_READ_LINE);
    case TAY_STREAM_DRAIN:
        return output_drain(server);
    default:
        return request->label == TAY_STREAM_OPEN ? TAY_ESTATE : TAY_ENOSYS;
    }
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    enum tay_status status = TAY_ESTATE;
    if (request->session != 0) {
        status = on_session(server, request);
        input_pump();
        output_pump();
    } else if (request->label == TAY_STREAM_OPEN) {
        status = open_session(server, answer);
    } else if (request->label == TAY_STREAM_DRAIN) {
        status = output_drain(server);
        output_pump();
    }
    return status;
}

static void on_interrupt(void)
{
    char byte;
    uart->clear(regs);
    while (uart->get(regs, &byte)) {
        input_take(byte);
    }
    input_pump();
    output_pump();
    enum tay_status status = tay_irq_acknowledge(tay_startup_cap("irq"));
    (void)status; /* ours */
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    if (event->kind == TAY_KIND_ABANDONED) {
        input_drop(event->badge);
        output_drop(event->badge);
    } else if (event->kind == TAY_KIND_NOTIFICATION) {
        if ((event->word[0] & LOG_BIT) != 0) {
            output_on_log();
            output_pump();
        }
        if ((event->word[0] & IRQ_BIT) != 0) {
            on_interrupt();
        }
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

/* From here on the kernel is silent, but for a panic. */
static enum tay_status take_over(tay_cap_t endpoint)
{
    tay_cap_t bell = tay_startup_cap("bell");
    tay_cap_t log = tay_startup_cap("log");
    enum tay_status status = tay_driver_map(tay_startup_cap("regs"), &regs);
    if (status == TAY_OK) {
        output_open(uart, regs, log);
        status = tay_driver_listen(endpoint, bell, tay_startup_cap("irq"));
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
    enum tay_status status = take_over(server.endpoint);
    if (status == TAY_OK) {
        status = tay_server_run(&server);
    }
    return EXIT_FAILURE + (int)status; /* init tells it: nobody else could */
}
