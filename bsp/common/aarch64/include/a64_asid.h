/* SPDX-License-Identifier: MIT */
/*
 * Address space identifiers: each in use by at most one space. Under the kernel lock.
 */
#ifndef A64_ASID_H
#define A64_ASID_H

#include <stdint.h>

/* No space's: what translates by no table has it. */
#define A64_ASID_NONE 0

/* One that is free, or A64_ASID_NONE. Bounded by 1024 steps. */
uint16_t a64_asid_take(void);

/* Takes one back of which no TLB holds anything any more. */
void a64_asid_give(uint16_t asid);

#endif
