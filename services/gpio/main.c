/* SPDX-License-Identifier: MIT */
/*
 * The driver of the pins: serves the gpio protocol (tay/protocol/gpio.h). Invariant: a pin that
 * nobody has open is an input, without pull if this instance has ever touched it, and no edge is
 * looked for on it.
 *
 * A badge is a number that is never given twice, with the pin below it. Numbers begin with the
 * clock, so that none comes again after a restart.
 */
#include "device.h"
#include "pins.h"
#include <stdio.h>
#include <stdlib.h>
#include <tay/driver.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>

#define PIN_BITS 6
_Static_assert(DEVICE_PINS <= 1u << PIN_BITS, "each pin has a place in a badge");

static struct tay_driver driver;
static uint64_t handed_out; /* bit n: pin n may be opened */
static uint64_t last_number;

static struct pin {
    uint64_t session;       /* 0: nobody has it open */
    tay_cap_t notification; /* null: edges are not looked for */
    tay_word_t bits;
} pins[DEVICE_PINS];

static void stop_watching(unsigned pin)
{
    if (pins[pin].notification != TAY_CAP_NULL) {
        device_watch(driver.regs, pin, 0);
        enum tay_status status = tay_cap_close(pins[pin].notification);
        (void)status; /* ours */
        pins[pin].notification = TAY_CAP_NULL;
    }
}

static void give_back(unsigned pin)
{
    stop_watching(pin);
    device_set_function(driver.regs, pin, TAY_GPIO_INPUT);
    device_set_pull(driver.regs, pin, TAY_GPIO_PULL_NONE);
    pins[pin].session = 0;
}

static enum tay_status open_pin(const struct tay_server *server, tay_word_t pin,
                                struct tay_answer *answer)
{
    if (pin >= DEVICE_PINS || (handed_out >> pin & 1) == 0) {
        return TAY_ENOENT;
    }
    if (pins[pin].session != 0) {
        return TAY_EAGAIN;
    }
    uint64_t session = ++last_number << PIN_BITS | pin;
    enum tay_status status = tay_server_mint(server, session, answer, 0);
    if (status == TAY_OK) {
        pins[pin].session = session;
    }
    return status;
}

static enum tay_status configure(unsigned pin, tay_word_t function, tay_word_t pull)
{
    if (function >= TAY_GPIO_FUNCTION_COUNT || pull >= TAY_GPIO_PULL_COUNT) {
        return TAY_EINVAL;
    }
    device_set_pull(driver.regs, pin, (enum tay_gpio_pull)pull);
    device_set_function(driver.regs, pin, (enum tay_gpio_function)function);
    return TAY_OK;
}

static enum tay_status set_level(unsigned pin, tay_word_t level)
{
    if (level > 1) {
        return TAY_EINVAL;
    }
    if (device_function(driver.regs, pin) != TAY_GPIO_OUTPUT) {
        return TAY_ESTATE;
    }
    device_set_level(driver.regs, pin, level == 1);
    return TAY_OK;
}

static enum tay_status watch(unsigned pin, struct tay_request *request)
{
    tay_word_t edges = request->word[0];
    tay_word_t bits = request->word[1];
    if ((edges & ~(tay_word_t)(TAY_GPIO_RISING | TAY_GPIO_FALLING)) != 0) {
        return TAY_EINVAL;
    }
    if (edges == 0) {
        stop_watching(pin);
        return TAY_OK;
    }
    tay_cap_t notification = bits != 0 ? tay_request_take(request, 2) : TAY_CAP_NULL;
    if (notification == TAY_CAP_NULL) {
        return TAY_EINVAL;
    }
    stop_watching(pin);
    pins[pin].notification = notification;
    pins[pin].bits = bits;
    device_watch(driver.regs, pin, (unsigned)edges);
    return TAY_OK;
}

static void query(unsigned pin, struct tay_answer *answer)
{
    answer->word[0] = pin;
    answer->word[1] = device_function(driver.regs, pin);
    answer->word[2] = device_level(driver.regs, pin) ? 1 : 0;
}

static enum tay_status on_session(struct tay_request *request, struct tay_answer *answer)
{
    unsigned pin = (unsigned)(request->session & ((1u << PIN_BITS) - 1));
    switch (request->label) {
    case TAY_GPIO_CONFIGURE:
        return configure(pin, request->word[0], request->word[1]);
    case TAY_GPIO_QUERY:
        query(pin, answer);
        return TAY_OK;
    case TAY_GPIO_SET:
        return set_level(pin, request->word[0]);
    case TAY_GPIO_GET:
        answer->word[0] = device_level(driver.regs, pin) ? 1 : 0;
        return TAY_OK;
    case TAY_GPIO_WATCH:
        return watch(pin, request);
    default:
        return request->label == TAY_GPIO_OPEN ? TAY_ESTATE : TAY_ENOSYS;
    }
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    if (request->session != 0) {
        return on_session(request, answer);
    }
    if (request->label == TAY_GPIO_OPEN) {
        return open_pin(server, request->word[0], answer);
    }
    return request->label > TAY_GPIO_OPEN && request->label <= TAY_GPIO_WATCH ? TAY_ESTATE
                                                                              : TAY_ENOSYS;
}

static void on_interrupt(struct tay_driver *self, tay_word_t lines)
{
    uint64_t watched = 0;
    (void)lines; /* which pins are behind them, the device says */
    for (unsigned pin = 0; pin < DEVICE_PINS; pin++) {
        watched |= pins[pin].notification != TAY_CAP_NULL ? UINT64_C(1) << pin : 0;
    }
    uint64_t edges = device_take_edges(self->regs, watched);
    for (unsigned pin = 0; pin < DEVICE_PINS; pin++) {
        if ((edges >> pin & 1) != 0 &&
            tay_trap_notify(pins[pin].notification, pins[pin].bits) != TAY_OK) {
            stop_watching(pin); /* it is no notification, or is gone */
        }
    }
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    unsigned pin = (unsigned)(event->badge & ((1u << PIN_BITS) - 1));
    if (event->kind == TAY_KIND_CLOSED && pins[pin].session == event->badge) {
        give_back(pin);
    }
}

static enum tay_status start(struct tay_driver *self)
{
    last_number = tay_time_now();
    return device_start(self->regs, handed_out);
}

int main(int argument_count, char **arguments)
{
    driver = (struct tay_driver){.name = "gpio",
                                 .start = start,
                                 .on_interrupt = on_interrupt,
                                 .server = {.on_call = on_call, .on_event = on_event}};
    if (argument_count != 2 || !pins_parse(arguments[1], DEVICE_PINS, &handed_out)) {
        printf("gpio: the argument is no list of pins, such as 2-13,16-27\n");
        return EXIT_FAILURE;
    }
    return tay_driver_run(&driver);
}
