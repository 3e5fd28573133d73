/* SPDX-License-Identifier: MIT */
/*
 * G. Marsaglia, "Xorshift RNGs", 2003, p. 4. The state is never 0.
 */
#include "random.h"

static uint64_t state = 1;

void random_begin(uint64_t seed)
{
    state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
}

uint64_t random_below(uint64_t end)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 11) % end;
}
