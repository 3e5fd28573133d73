/* SPDX-License-Identifier: MIT */
/*
 * Ticks and nanoseconds as a reduced fraction, so that nothing is lost in between: to nanoseconds
 * rounded down, to ticks rounded up. Hence a timer set by ticks never fires before the clock shows
 * its deadline.
 */
#include <a64_ticks.h>

#define TICKS_NS_PER_S 1000000000u

/* value * multiplier / divisor, rounded down; exact as long as the result fits. Each factor is at
 * most 10^9, so that the products of the remainder fit, too. */
static uint64_t ticks_scale(uint64_t value, uint64_t multiplier, uint64_t divisor)
{
    return value / divisor * multiplier + value % divisor * multiplier / divisor;
}

bool a64_ticks_init(struct a64_ticks *rate, uint64_t frequency_hz)
{
    uint64_t a = TICKS_NS_PER_S;
    uint64_t b = frequency_hz;

    if (frequency_hz == 0 || frequency_hz > TICKS_NS_PER_S) {
        return false;
    }
    while (b != 0) { /* the greatest common divisor */
        uint64_t rest = a % b;

        a = b;
        b = rest;
    }
    *rate = (struct a64_ticks){.ns = TICKS_NS_PER_S / a, .ticks = frequency_hz / a};
    return true;
}

uint64_t a64_ticks_to_ns(const struct a64_ticks *rate, uint64_t count)
{
    return ticks_scale(count, rate->ns, rate->ticks);
}

uint64_t a64_ticks_from_ns(const struct a64_ticks *rate, uint64_t ns)
{
    uint64_t count = ticks_scale(ns, rate->ticks, rate->ns);

    return count + (a64_ticks_to_ns(rate, count) < ns ? 1 : 0);
}
