/* SPDX-License-Identifier: MIT */
/*
 * The gpio protocol, on pins to which nothing is connected: QEMU gives back the level that was set.
 */
#include "expect.h"
#include <tay/operations.h>
#include <tay/protocol/gpio.h>
#include <tay/startup.h>
#include <tay/trap.h>

static void try_output(tay_cap_t pin)
{
    struct tay_gpio_state state;
    bool high;
    EXPECT(tay_gpio_set(pin, true) == TAY_ESTATE); /* it is an input */
    EXPECT(tay_gpio_configure(pin, TAY_GPIO_OUTPUT, TAY_GPIO_PULL_NONE) == TAY_OK);
    EXPECT(tay_gpio_set(pin, true) == TAY_OK);
    EXPECT(tay_gpio_get(pin, &high) == TAY_OK && high);
    EXPECT(tay_gpio_set(pin, false) == TAY_OK);
    EXPECT(tay_gpio_get(pin, &high) == TAY_OK && !high);
    EXPECT(tay_gpio_query(pin, &state) == TAY_OK);
    EXPECT(state.pin == 17 && state.function == TAY_GPIO_OUTPUT && !state.high);
    EXPECT(tay_gpio_configure(pin, TAY_GPIO_FUNCTION_COUNT, TAY_GPIO_PULL_NONE) == TAY_EINVAL);
    EXPECT(tay_gpio_configure(pin, TAY_GPIO_OUTPUT, TAY_GPIO_PULL_COUNT) == TAY_EINVAL);
    printf("pins: an output has the level that it is set to\n");
}

static void try_watch(tay_cap_t pin)
{
    tay_cap_t notification;
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &notification) == TAY_OK);
    EXPECT(tay_gpio_watch(pin, TAY_GPIO_RISING, notification, 0) == TAY_EINVAL);
    EXPECT(tay_gpio_watch(pin, 4, notification, 1) == TAY_EINVAL);
    EXPECT(tay_gpio_watch(pin, TAY_GPIO_RISING | TAY_GPIO_FALLING, notification, 1) == TAY_OK);
    EXPECT(tay_gpio_watch(pin, TAY_GPIO_FALLING, notification, 2) == TAY_OK);
    EXPECT(tay_gpio_watch(pin, 0, TAY_CAP_NULL, 0) == TAY_OK);
    EXPECT(tay_cap_close(notification) == TAY_OK);
    printf("pins: edges are watched, or not\n");
}

int main(void)
{
    tay_cap_t gpio = tay_startup_cap("gpio");
    tay_cap_t pin;
    tay_cap_t other;
    struct tay_gpio_state state;
    EXPECT(tay_gpio_open(gpio, 17, &pin) == TAY_OK);
    EXPECT(tay_gpio_open(gpio, 17, &other) == TAY_EAGAIN);
    EXPECT(tay_gpio_open(gpio, 14, &other) == TAY_ENOENT); /* the console's */
    EXPECT(tay_gpio_open(gpio, 54, &other) == TAY_ENOENT);
    EXPECT(tay_gpio_open(pin, 18, &other) == TAY_ESTATE);
    EXPECT(tay_gpio_set(gpio, true) == TAY_ESTATE);
    try_output(pin);
    try_watch(pin);
    EXPECT(tay_cap_close(pin) == TAY_OK);
    EXPECT(tay_gpio_open(gpio, 17, &pin) == TAY_OK);
    EXPECT(tay_gpio_query(pin, &state) == TAY_OK && state.function == TAY_GPIO_INPUT);
    printf("pins: one that is given back is an input\n");
    return EXIT_SUCCESS;
}
