/* SPDX-License-Identifier: MIT */
/*
 * Ticks of a counter and nanoseconds: plain arithmetic, exact in both directions.
 */
#ifndef A64_TICKS_H
#define A64_TICKS_H

#include <stdbool.h>
#include <stdint.h>

/* A counter's rate: one tick is ns / ticks nanoseconds, a reduced fraction of at most 10^9 each. */
struct a64_ticks {
    uint64_t ns;
    uint64_t ticks;
};

/* For a frequency from 1 Hz to 1 GHz; any other is refused: false. */
bool a64_ticks_init(struct a64_ticks *rate, uint64_t frequency_hz);

/* Nanoseconds of a count, rounded down; exact for 584 years. */
uint64_t a64_ticks_to_ns(const struct a64_ticks *rate, uint64_t count);

/* The first count of which a64_ticks_to_ns is not below `ns`. Any value. */
uint64_t a64_ticks_from_ns(const struct a64_ticks *rate, uint64_t ns);

#endif
