/* SPDX-License-Identifier: MIT */
/*
 * Alignment of what malloc hands out. picolibc's malloc, as Debian builds it, aligns to 8 bytes; C
 * and AAPCS64 (5.1: quad-word) want 16. Its pieces have a header of 8 bytes and lie one behind the
 * other, and the heap begins 8 bytes behind a multiple of 16 (heap_region.h), so it is enough to
 * ask for sizes that are 8 more than a multiple of 16: the linker puts these functions in the place
 * of picolibc's (--wrap), which they call.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#define ALIGNMENT 16u
#define HEADER_BYTES 8u

void *__real_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
void *__real_memalign(size_t alignment, size_t bytes);
void *__wrap_memalign(size_t alignment, size_t bytes);

/* Too large a size stays too large. */
static size_t padded(size_t bytes)
{
    if (bytes > SIZE_MAX - ALIGNMENT) {
        return bytes;
    }
    return (bytes + HEADER_BYTES - 1) / ALIGNMENT * ALIGNMENT + HEADER_BYTES;
}

void *__wrap_malloc(size_t bytes)
{
    return __real_malloc(padded(bytes));
}

void *__wrap_realloc(void *memory, size_t bytes)
{
    if (memory != NULL && bytes == 0) {
        return __real_realloc(memory, 0); /* frees it */
    }
    return __real_realloc(memory, padded(bytes));
}

void *__wrap_memalign(size_t alignment, size_t bytes)
{
    return __real_memalign(alignment < ALIGNMENT ? ALIGNMENT : alignment, padded(bytes));
}
