/* SPDX-License-Identifier: MIT */
/*
 * Copying and filling, in place of the C library's, which take a byte at a time.
 *
 * Whole words are touched only where they are aligned on both sides, so that any memory will do,
 * that of devices too; what is not aligned alike goes by bytes. No floating-point registers: the
 * call path copies, too.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uintptr_t __attribute__((may_alias)) word_t;

#define WORD sizeof(word_t)

static bool is_aligned(const void *at)
{
    return (uintptr_t)at % WORD == 0;
}

__attribute__((no_builtin)) void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    uint8_t *target = to;
    const uint8_t *source = from;
    if (((uintptr_t)target ^ (uintptr_t)source) % WORD == 0) {
        for (; bytes != 0 && !is_aligned(target); bytes--) {
            *target++ = *source++;
        }
        for (; bytes >= 4 * WORD; bytes -= 4 * WORD, target += 4 * WORD, source += 4 * WORD) {
            const word_t *words = (const word_t *)(const void *)source;
            word_t first = words[0], second = words[1], third = words[2], fourth = words[3];
            ((word_t *)(void *)target)[0] = first;
            ((word_t *)(void *)target)[1] = second;
            ((word_t *)(void *)target)[2] = third;
            ((word_t *)(void *)target)[3] = fourth;
        }
        for (; bytes >= WORD; bytes -= WORD, target += WORD, source += WORD) {
            *(word_t *)(void *)target = *(const word_t *)(const void *)source;
        }
    }
    for (; bytes != 0; bytes--) {
        *target++ = *source++;
    }
    return to;
}

__attribute__((no_builtin)) void *memset(void *to, int value, size_t bytes)
{
    uint8_t *target = to;
    word_t word = (word_t)-1 / UINT8_MAX * (uint8_t)value;
    for (; bytes != 0 && !is_aligned(target); bytes--) {
        *target++ = (uint8_t)value;
    }
    for (; bytes >= 4 * WORD; bytes -= 4 * WORD, target += 4 * WORD) {
        ((word_t *)(void *)target)[0] = word;
        ((word_t *)(void *)target)[1] = word;
        ((word_t *)(void *)target)[2] = word;
        ((word_t *)(void *)target)[3] = word;
    }
    for (; bytes >= WORD; bytes -= WORD, target += WORD) {
        *(word_t *)(void *)target = word;
    }
    for (; bytes != 0; bytes--) {
        *target++ = (uint8_t)value;
    }
    return to;
}
