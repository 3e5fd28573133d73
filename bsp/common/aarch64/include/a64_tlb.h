/* SPDX-License-Identifier: MIT */
/*
 * TLB maintenance for user address spaces, and their installation in TTBR0.
 *
 * An entry is changed by break-before-make: write the invalid descriptor, call a64_tlb_page, write
 * the new one, call a64_table_publish (ARM DDI 0487, D5.10.1); permissions alone are written first,
 * and the TLB forgets the old ones then. When an a64_tlb_ function returns,
 * no core of the inner shareable domain uses the old translation any more.
 */
#ifndef A64_TLB_H
#define A64_TLB_H

#include <hal/types.h>

/* TTBR0_EL1 of no space: ASID 0 and a table without entries. Written once at boot. */
extern uint64_t a64_empty_ttbr;

/*
 * A user's descriptor that was invalid is valid now. No barrier: what is behind it was written
 * before (space_walk.h), and a program that is translated by the old one faults, finds nothing
 * amiss, and comes again.
 */
static inline void a64_table_publish(void)
{
}

/* Likewise one of the kernel's own, which the kernel uses at once. */
static inline void a64_table_publish_kernel(void)
{
    /* dsb: the store of the descriptor before any later access that is translated by it.
     * isb: later instructions are fetched and translated after the dsb. */
    __asm__ volatile("dsb ishst\n\tisb" ::: "memory");
}

/* Forgets one page of a space, the walks that led to it included, on all cores. */
static inline void a64_tlb_page(uint16_t asid, tay_ua_t address)
{
    uint64_t operand = (uint64_t)asid << A64_ASID_SHIFT | address >> HAL_PAGE_SHIFT;

    /* First dsb: the invalid descriptor is visible to walkers before the invalidation.
     * Second dsb: the invalidation is complete on all cores. isb: here, too. */
    __asm__ volatile("dsb ishst\n\ttlbi vae1is, %0\n\tdsb ish\n\tisb" ::"r"(operand) : "memory");
}

/* The same for several pages. */
static inline void a64_tlb_pages(uint16_t asid, const tay_ua_t *address, size_t count)
{
    /* Barriers as in a64_tlb_page. */
    __asm__ volatile("dsb ishst" ::: "memory");
    for (size_t i = 0; i < count; i++) {
        uint64_t operand = (uint64_t)asid << A64_ASID_SHIFT | address[i] >> HAL_PAGE_SHIFT;

        __asm__ volatile("tlbi vae1is, %0" ::"r"(operand) : "memory");
    }
    __asm__ volatile("dsb ish\n\tisb" ::: "memory");
}

/* Forgets a whole space on all cores. */
static inline void a64_tlb_space(uint16_t asid)
{
    uint64_t operand = (uint64_t)asid << A64_ASID_SHIFT;

    /* Barriers as in a64_tlb_page. */
    __asm__ volatile("dsb ishst\n\ttlbi aside1is, %0\n\tdsb ish\n\tisb" ::"r"(operand) : "memory");
}

/* Makes this core translate user addresses by this space; NULL: by none. */
static inline void a64_space_install(const struct hal_space *space)
{
    uint64_t ttbr = a64_empty_ttbr;

    if (space != NULL) {
        ttbr = (uint64_t)space->asid << A64_ASID_SHIFT | hal_linear_pa(space->root).value;
    }
    /* isb: what follows is translated by the new table. Table and ASID change in one write. */
    __asm__ volatile("msr ttbr0_el1, %0\n\tisb" ::"r"(ttbr) : "memory");
}

#endif
