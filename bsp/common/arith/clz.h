/* SPDX-License-Identifier: MIT */
/*
 * What a compiler calls to count leading zeros where the CPU has no instruction for it (GCC
 * Internals, 4.1.4 "Bit operations").
 */
#ifndef ARITH_CLZ_H
#define ARITH_CLZ_H

/* The zero bits above the highest bit that is set; undefined for 0. */
int __clzsi2(unsigned value);

#endif
