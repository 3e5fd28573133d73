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

#define MEM_WORD sizeof(mem_word_t)

static int mem_aligned(const void *left, const void *right)
{
    return (((uintptr_t)left | (uintptr_t)right) & (MEM_WORD - 1)) == 0;
}

/* Copies upwards: also right for overlapping ranges whose destination is the lower. */
static void mem_copy_up(unsigned char *to, const unsigned char *from, size_t bytes)
{
    if ((((uintptr_t)to ^ (uintptr_t)from) & (MEM_WORD - 1)) == 0) {
        while (bytes > 0 && !mem_aligned(to, from)) {
            *to++ = *from++;
            bytes--;
        }
        for (; bytes >= MEM_WORD; bytes -= MEM_WORD) {
            *(mem_word_t *)(void *)to = *(const mem_word_t *)(const void *)from;
            to += MEM_WORD;
            from += MEM_WORD;
        }
    }
    while (bytes > 0) {
        *to++ = *from++;
        bytes--;
    }
}

/* Copies downwards: for overlapping ranges whose destination is the higher. */
static void mem_copy_down(unsigned char *to, const unsigned char *from, size_t bytes)
{
    if ((((uintptr_t)to ^ (uintptr_t)from) & (MEM_WORD - 1)) == 0) {
        while (bytes > 0 && !mem_aligned(to + bytes, from + bytes)) {
            bytes--;
            to[bytes] = from[bytes];
        }
        while (bytes >= MEM_WORD) {
            bytes -= MEM_WORD;
            *(mem_word_t *)(void *)(to + bytes) = *(const mem_word_t *)(const void *)(from + bytes);
        }
    }
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

    while (bytes > 0 && !mem_aligned(to, to)) {
        *to++ = byte;
        bytes--;
    }
    for (; bytes >= MEM_WORD; bytes -= MEM_WORD) {
        *(mem_word_t *)(void *)to = word;
        to += MEM_WORD;
    }
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

    while (text[length] != '\0') {
        length++;
    }
    return length;
}
