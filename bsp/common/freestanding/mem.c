/* SPDX-License-Identifier: MIT */
/*
 * The four memory functions that a C compiler may call from any code, and strlen.
 *
 * Every access is aligned to its size, so that they also work where unaligned access faults: with
 * the MMU off (Device memory, ARM DDI 0487, B2.8) and on CPUs that have none.
 */
#include "include/string.h"

#include <stdint.h>

/* May alias any object: this is how memory of any type is moved by words. */
typedef uintptr_t __attribute__((may_alias)) mem_word_t;

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "see mem_copy_shifted");

#define MEM_WORD sizeof(mem_word_t)

/* Eight words, which are loaded before the first of them is stored: a compiler makes pairs of them
 * where the CPU has such. */
typedef mem_word_t mem_block_t[8];

/* The loops are short as they stand; a compiler that unrolls them further makes them long. */
#define MEM_LOOP _Pragma("clang loop unroll(disable)")

static int mem_aligned(const void *left, const void *right)
{
    return (((uintptr_t)left | (uintptr_t)right) & (MEM_WORD - 1)) == 0;
}

/* Copies a block between aligned places, which may overlap. */
static inline void mem_copy_block(unsigned char *to, const unsigned char *from)
{
    mem_word_t *to_word = (mem_word_t *)(void *)to;
    const mem_word_t *from_word = (const mem_word_t *)(const void *)from;
    mem_block_t block;

    for (size_t i = 0; i < sizeof block / MEM_WORD; i++) {
        block[i] = from_word[i];
    }
    for (size_t i = 0; i < sizeof block / MEM_WORD; i++) {
        to_word[i] = block[i];
    }
}

/* Copies words upwards to an aligned place from one that is not: each comes out of two words.
 * Little- endian. Only words are read of which some byte is copied. */
static void mem_copy_shifted(unsigned char *to, const unsigned char *from, size_t words)
{
    const unsigned skip = (uintptr_t)from & (MEM_WORD - 1);
    const mem_word_t *source = (const mem_word_t *)(const void *)(from - skip);
    mem_word_t *destination = (mem_word_t *)(void *)to;
    mem_word_t low = words > 0 ? *source : 0;

    MEM_LOOP
    for (; words > 0; words--) {
        mem_word_t high = *++source;
        *destination++ = low >> 8 * skip | high << 8 * (MEM_WORD - skip);
        low = high;
    }
}

/* Copies upwards: also right for overlapping ranges whose destination is the lower. */
static void mem_copy_up(unsigned char *to, const unsigned char *from, size_t bytes)
{
    const unsigned char *end = from + bytes;

    MEM_LOOP
    while (from != end && !mem_aligned(to, to)) {
        *to++ = *from++;
    }
    if (mem_aligned(from, from)) {
        MEM_LOOP
        for (const unsigned char *stop = end - (size_t)(end - from) % sizeof(mem_block_t);
             from != stop;) {
            mem_copy_block(to, from);
            to += sizeof(mem_block_t);
            from += sizeof(mem_block_t);
        }
        MEM_LOOP
        for (size_t n = (size_t)(end - from) / MEM_WORD; n > 0; n--) {
            *(mem_word_t *)(void *)to = *(const mem_word_t *)(const void *)from;
            to += MEM_WORD;
            from += MEM_WORD;
        }
    } else {
        size_t words = (size_t)(end - from) / MEM_WORD;
        mem_copy_shifted(to, from, words);
        to += words * MEM_WORD;
        from += words * MEM_WORD;
    }
    MEM_LOOP
    while (from != end) {
        *to++ = *from++;
    }
}

/* Copies downwards: for overlapping ranges whose destination is the higher. */
static void mem_copy_down(unsigned char *to, const unsigned char *from, size_t bytes)
{
    if ((((uintptr_t)to ^ (uintptr_t)from) & (MEM_WORD - 1)) == 0) {
        MEM_LOOP
        while (bytes > 0 && !mem_aligned(to + bytes, from + bytes)) {
            bytes--;
            to[bytes] = from[bytes];
        }
        MEM_LOOP
        while (bytes >= sizeof(mem_block_t)) {
            bytes -= sizeof(mem_block_t);
            mem_copy_block(to + bytes, from + bytes);
        }
        MEM_LOOP
        while (bytes >= MEM_WORD) {
            bytes -= MEM_WORD;
            *(mem_word_t *)(void *)(to + bytes) = *(const mem_word_t *)(const void *)(from + bytes);
        }
    }
    MEM_LOOP
    while (bytes > 0) {
        bytes--;
        to[bytes] = from[bytes];
    }
}

void *memcpy(void *restrict destination, const void *restrict source, size_t bytes)
{
    mem_copy_up(destination, source, bytes);
    return destination;
}

void *memmove(void *destination, const void *source, size_t bytes)
{
    if ((uintptr_t)destination - (uintptr_t)source >= bytes) {
        mem_copy_up(destination, source, bytes);
    } else {
        mem_copy_down(destination, source, bytes);
    }
    return destination;
}

void *memset(void *destination, int value, size_t bytes)
{
    unsigned char *to = destination;
    unsigned char byte = (unsigned char)value;
    mem_word_t word = (mem_word_t)-1 / 0xff * byte;

    MEM_LOOP
    while (bytes > 0 && !mem_aligned(to, to)) {
        *to++ = byte;
        bytes--;
    }
    MEM_LOOP
    for (; bytes >= sizeof(mem_block_t); bytes -= sizeof(mem_block_t)) {
        for (size_t i = 0; i < sizeof(mem_block_t) / MEM_WORD; i++) {
            ((mem_word_t *)(void *)to)[i] = word;
        }
        to += sizeof(mem_block_t);
    }
    MEM_LOOP
    for (; bytes >= 2 * MEM_WORD; bytes -= 2 * MEM_WORD) {
        ((mem_word_t *)(void *)to)[0] = word;
        ((mem_word_t *)(void *)to)[1] = word;
        to += 2 * MEM_WORD;
    }
    if (bytes >= MEM_WORD) {
        *(mem_word_t *)(void *)to = word;
        to += MEM_WORD;
        bytes -= MEM_WORD;
    }
    MEM_LOOP
    while (bytes > 0) {
        *to++ = byte;
        bytes--;
    }
    return destination;
}

int memcmp(const void *left, const void *right, size_t bytes)
{
    const unsigned char *a = left;
    const unsigned char *b = right;

    MEM_LOOP
    for (; bytes > 0; bytes--, a++, b++) {
        if (*a != *b) {
            return *a - *b;
        }
    }
    return 0;
}

size_t strlen(const char *text)
{
    size_t length = 0;

    MEM_LOOP
    while (text[length] != '\0') {
        length++;
    }
    return length;
}
