/* SPDX-License-Identifier: MIT */
/*
 * Numbers from a seed: the same on each run. (G. Marsaglia, "Xorshift RNGs", 2003, p. 4.)
 */
#ifndef SUPERVISE_RANDOM_H
#define SUPERVISE_RANDOM_H

#include <stdint.h>

static uint64_t random_state = 1;

static inline void random_begin(uint64_t seed)
{
    random_state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
}

/* A number from 0 to one below `end`, which is not 0. */
static inline uint64_t random_below(uint64_t end)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (random_state >> 11) % end;
}

#endif
