/* SPDX-License-Identifier: MIT */
/*
 * The simulated table walker: what the tables say, and whether they may say that.
 *
 * Sources of the rules: a64_pte.h, and design section 6 (never writable and executable at once).
 */
#include "state.h"

#include <a64_pte.h>
#include <inttypes.h>

/* A table descriptor's count and a page's mark are ours, not the hardware's. */
static uint64_t without_own_bits(uint64_t descriptor, unsigned level)
{
    return descriptor & ~(level < A64_LEVEL_LAST ? A64_PTE_COUNT : A64_PTE_COUNTED);
}

static uint64_t read_entry(uint64_t table_pa, tay_ua_t address, unsigned level)
{
    size_t index = (address >> A64_LEVEL_SHIFT(level)) % A64_TABLE_ENTRIES;

    if (!memory_holds(table_pa, HAL_PAGE_BYTES)) {
        return 0;
    }
    const uint64_t *table = memory_at(table_pa);
    return without_own_bits(table[index], level);
}

uint64_t walk_to(uint64_t root_pa, tay_ua_t address, unsigned level)
{
    uint64_t descriptor = read_entry(root_pa, address, A64_LEVEL_FIRST);
    bool read_only = false;

    for (unsigned at = A64_LEVEL_FIRST; at < level; at++) {
        if ((descriptor & A64_PTE_VALID) == 0) {
            return 0;
        }
        read_only = read_only || (descriptor & A64_PTE_TABLE_READ_ONLY) != 0;
        descriptor = read_entry(descriptor & A64_PTE_ADDRESS, address, at + 1);
    }
    bool is_page = level == A64_LEVEL_LAST && (descriptor & A64_PTE_VALID) != 0;
    return is_page && read_only ? descriptor | A64_PTE_READ_ONLY : descriptor;
}

static void check_table(uint64_t descriptor)
{
    uint64_t pa = descriptor & A64_PTE_ADDRESS;

    uint64_t kind = descriptor & ~(A64_PTE_ADDRESS | A64_PTE_TABLE_READ_ONLY);

    if (kind != A64_PTE_TABLE || !memory_holds(pa, HAL_PAGE_BYTES)) {
        machine_break("bad table descriptor 0x%" PRIx64, descriptor);
    }
}

static void check_page(uint64_t descriptor)
{
    const uint64_t must = A64_PTE_PAGE | A64_PTE_USER | A64_PTE_INNER_SHARED | A64_PTE_ACCESSED |
                          A64_PTE_NOT_GLOBAL | A64_PTE_PXN;
    const uint64_t may = A64_PTE_ADDRESS | A64_PTE_ATTRIBUTE | A64_PTE_READ_ONLY | A64_PTE_UXN;
    uint64_t attribute = (descriptor & A64_PTE_ATTRIBUTE) >> A64_PTE_ATTRIBUTE_SHIFT;
    uint64_t pa = descriptor & A64_PTE_ADDRESS;

    if ((descriptor & must) != must || (descriptor & ~(must | may)) != 0 ||
        (attribute > A64_MAIR_NONCACHEABLE && attribute != A64_MAIR_DMA) || memory_at(pa) == NULL) {
        machine_break("bad page descriptor 0x%" PRIx64, descriptor);
    }
    if ((descriptor & (A64_PTE_READ_ONLY | A64_PTE_UXN)) == 0) {
        machine_break("page descriptor 0x%" PRIx64 " is writable and executable", descriptor);
    }
    bool is_dma = pa != 0 && pa == hardware.dma_pa;
    if ((attribute == A64_MAIR_DMA) != is_dma ||
        (attribute == A64_MAIR_CACHED) != (memory_holds(pa, HAL_PAGE_BYTES) && !is_dma)) {
        machine_break("page descriptor 0x%" PRIx64 " caches a device, or does not cache RAM",
                      descriptor);
    }
}

void walk_check(uint64_t descriptor, unsigned level)
{
    if (level < A64_LEVEL_LAST) {
        check_table(descriptor);
    } else {
        check_page(descriptor);
    }
}
