/* SPDX-License-Identifier: MIT */
/*
 * Lets a pin blink. The pin is the program's own while it has the session; when it ends, however
 * that comes, the driver makes the pin an input again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/protocol/gpio.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define HALF_NS (250 * TAY_NS_PER_MS)

static enum tay_status blink_once(tay_cap_t pin, const struct tay_alarm *alarm)
{
    enum tay_status status = TAY_OK;
    for (unsigned half = 0; half < 2 && status == TAY_OK; half++) {
        status = tay_gpio_set(pin, half == 0);
        if (status == TAY_OK) {
            status = tay_alarm_sleep_until(alarm, tay_time_now() + HALF_NS);
        }
    }
    return status;
}

static enum tay_status blink(unsigned number, unsigned times)
{
    tay_cap_t pin;
    struct tay_alarm alarm;
    enum tay_status status = tay_alarm_create(&alarm);
    if (status == TAY_OK) {
        status = tay_gpio_open(tay_startup_cap("gpio"), number, &pin);
    }
    if (status == TAY_OK) {
        status = tay_gpio_configure(pin, TAY_GPIO_OUTPUT, TAY_GPIO_PULL_NONE);
    }
    for (unsigned n = 0; n < times && status == TAY_OK; n++) {
        status = blink_once(pin, &alarm);
    }
    return status;
}

int main(int argument_count, char **arguments)
{
    if (argument_count != 3) {
        printf("blink: the arguments are a pin, and how often\n");
        return EXIT_FAILURE;
    }
    unsigned number = (unsigned)strtoul(arguments[1], NULL, 10);
    unsigned times = (unsigned)strtoul(arguments[2], NULL, 10);
    enum tay_status status = blink(number, times);
    if (status != TAY_OK) {
        printf("blink: pin %u: %s\n", number, tay_status_text(status));
        return EXIT_FAILURE;
    }
    printf("blink: pin %u was on %u times\n", number, times);
    return EXIT_SUCCESS;
}
