/* SPDX-License-Identifier: MIT */
/*
 * Data cache maintenance by address, to the point of coherency: for what others read or write past
 * the caches.
 */
#ifndef A64_CACHE_H
#define A64_CACHE_H

#include <stddef.h>
#include <stdint.h>

/* CTR_EL0.DminLine of the Cortex-A53: 16 words (ARM DDI 0500, 4.3.19). */
#define A64_CACHE_LINE 64

/*
 * Memory holds what this core wrote to the range, at least one byte, and its next read comes from
 * memory. Both ends are to be multiples of the cache line, or the lines' other content must not be
 * the device's.
 */
static inline void a64_cache_flush(const void *start, size_t bytes)
{
    uintptr_t line = (uintptr_t)start & ~(uintptr_t)(A64_CACHE_LINE - 1);

    do {
        __asm__ volatile("dc civac, %0" ::"r"(line) : "memory");
        line += A64_CACHE_LINE;
    } while (line < (uintptr_t)start + bytes);
    /* The maintenance is complete before a device or another core is told. */
    __asm__ volatile("dsb sy" ::: "memory");
}

#endif
