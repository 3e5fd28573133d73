/* SPDX-License-Identifier: MIT */
/*
 * What stands on the card, known to the programs here and to card.py: each word of it tells where
 * it lies and who wrote it.
 */
#ifndef SD_TEST_PATTERN_H
#define SD_TEST_PATTERN_H

#include <stdint.h>
#include <tay/protocol/block.h>

#define PATTERN_HOST 0x686f7374u  /* before the machine starts */
#define PATTERN_GUEST 0x67756573u /* by the program */
#define PATTERN_WORDS (TAY_BLOCK_BYTES / 4)

static inline uint32_t pattern_word(uint32_t seed, uint64_t block, unsigned word)
{
    return ((uint32_t)(block * PATTERN_WORDS) + word + 1) * 2654435761u ^ seed;
}

static inline void pattern_fill(void *data, uint32_t seed, uint64_t block, unsigned count)
{
    uint8_t *to = data;
    for (unsigned n = 0; n < count * PATTERN_WORDS; n++, to += 4) {
        uint32_t word = pattern_word(seed, block, n);
        __builtin_memcpy(to, &word, 4);
    }
}

static inline bool pattern_is(const void *data, uint32_t seed, uint64_t block, unsigned count)
{
    const uint8_t *from = data;
    for (unsigned n = 0; n < count * PATTERN_WORDS; n++, from += 4) {
        uint32_t word;
        __builtin_memcpy(&word, from, 4);
        if (word != pattern_word(seed, block, n)) {
            return false;
        }
    }
    return true;
}

#endif
