/* SPDX-License-Identifier: MIT */
/*
 * Counts leading zeros by halves: before each step the highest bit set is among the lowest
 * 2 * half bits of `value`.
 */
#include "clz.h"

int __clzsi2(unsigned value)
{
    int zeros = 31;
    for (int half = 16; half > 0; half /= 2) {
        if (value >> half != 0) {
            value >>= half;
            zeros -= half;
        }
    }
    return zeros;
}
