/* SPDX-License-Identifier: MIT */
/*
 * Whole pages: fill, make executable. For pages in the linear map, which are Normal memory.
 */
#include <hal/memory.h>

#include <a64_cache.h>

void hal_page_clear(void *page)
{
    char *block = page;
    char *end = block + HAL_PAGE_BYTES;

    /* DC ZVA zeroes 64 bytes (a64_boot_early has checked DCZID_EL0). Unrolled: two instructions
     * each instead of four. */
#pragma clang loop unroll_count(16)
    for (; block != end; block += A64_CACHE_LINE) {
        __asm__ volatile("dc zva, %0" ::"r"(block) : "memory");
    }
}

void hal_page_make_executable(const void *page)
{
    const char *block = page;

    /* Invalidates, too, though to clean would be enough: the Cortex-A53 may put a clean by address
     * and an eviction of the same line in the wrong order (ARM-EPM-048406, 855873). */
    for (size_t offset = 0; offset < HAL_PAGE_BYTES; offset += A64_CACHE_LINE) {
        __asm__ volatile("dc civac, %0" ::"r"(block + offset) : "memory");
    }
    /* All of the instruction caches, since the page is executed at another address than `page` and
     * the Cortex-A53's is virtually indexed (CTR_EL0.L1Ip = 2; ARM DDI 0487, D4.4.6).
     * dsb: data is at the point of unification before instructions are invalidated, which is
     * complete on all cores before we return; isb: this core fetches anew. */
    __asm__ volatile("dsb ish\n\tic ialluis\n\tdsb ish\n\tisb" ::: "memory");
}
