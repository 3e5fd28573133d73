/* SPDX-License-Identifier: MIT */
/*
 * What files have in them: words by a seed, as volume.py makes them.
 */
#ifndef FAT_PATTERN_H
#define FAT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PATTERN_BIG_BYTES 300001u
#define PATTERN_BIG_SEED 7u

static inline uint8_t pattern_byte(uint32_t seed, size_t offset)
{
    uint32_t word = (uint32_t)(offset / 4) * 2654435761u + seed * 40503u;
    return (uint8_t)(word >> offset % 4 * 8);
}

static inline void pattern_fill(void *data, uint32_t seed, size_t offset, size_t bytes)
{
    uint8_t *to = data;
    for (size_t n = 0; n < bytes; n++) {
        to[n] = pattern_byte(seed, offset + n);
    }
}

static inline bool pattern_is(const void *data, uint32_t seed, size_t offset, size_t bytes)
{
    const uint8_t *from = data;
    for (size_t n = 0; n < bytes; n++) {
        if (from[n] != pattern_byte(seed, offset + n)) {
            return false;
        }
    }
    return true;
}

#endif
