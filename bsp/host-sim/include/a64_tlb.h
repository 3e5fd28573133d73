/* SPDX-License-Identifier: MIT */
/*
 * The simulated TLB as the page table walker (bsp/common/aarch64/space.c) sees it: the contract of
 * the real one. A use that hardware would not forgive ends the program with a message.
 */
#ifndef A64_TLB_H
#define A64_TLB_H

#include <hal/types.h>

/* A descriptor that was invalid is valid now. */
void a64_table_publish(void);

/* Forgets one page of a space, the walks that led to it included, on all cores. */
void a64_tlb_page(uint16_t asid, tay_ua_t address);

/* The same for several pages. */
void a64_tlb_pages(uint16_t asid, const tay_ua_t *address, size_t count);

/* Forgets a whole space on all cores. */
void a64_tlb_space(uint16_t asid);

/* Makes this core translate user addresses by this space; NULL: by none. */
void a64_space_install(const struct hal_space *space);

#endif
