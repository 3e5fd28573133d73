/* SPDX-License-Identifier: MIT */
/*
 * Keeps the pins busy: an output has the level that was acknowledged, as long as its session lasts.
 * After a death the pin is to be had again, and is an input.
 */
#include "load.h"

#include <tay/protocol/gpio.h>
#include <tay/startup.h>

#define PIN 17

static tay_cap_t gpio, session;

static bool open_pin(void)
{
    struct tay_gpio_state state;
    load_close(&session);
    load_call_begins();
    if (!load_went_well(tay_gpio_open(gpio, PIN, &session), "gpio: open")) {
        return false;
    }
    load_call_begins();
    if (!load_went_well(tay_gpio_query(session, &state), "gpio: query")) {
        return false;
    }
    LOAD_EXPECT(state.pin == PIN && state.function == TAY_GPIO_INPUT);
    load_call_begins();
    return load_went_well(tay_gpio_configure(session, TAY_GPIO_OUTPUT, TAY_GPIO_PULL_NONE),
                          "gpio: configure");
}

static bool try_level(bool level)
{
    bool high;
    load_call_begins();
    if (!load_went_well(tay_gpio_set(session, level), "gpio: set")) {
        return false;
    }
    load_call_begins();
    if (!load_went_well(tay_gpio_get(session, &high), "gpio: get")) {
        return false;
    }
    LOAD_EXPECT(high == level);
    return true;
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    load_begin(argument_count, arguments);
    gpio = tay_startup_cap("gpio");
    bool is_open = false;
    while (load_goes_on()) {
        is_open = is_open || open_pin();
        is_open = is_open && try_level(answered % 2 == 0);
        answered += is_open ? 1 : 0;
    }
    load_tell("load-gpio", answered);
    return EXIT_SUCCESS;
}
