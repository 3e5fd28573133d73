/* SPDX-License-Identifier: MIT */
/*
 * What a compiler calls on a 32-bit x86 to divide 64-bit integers. The names are those of GCC's
 * low-level runtime library (GCC Internals, 4.1 "Routines for integer arithmetic").
 */
#ifndef ARITH_I386_H
#define ARITH_I386_H

#include <stdint.h>

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor);
uint64_t __umoddi3(uint64_t dividend, uint64_t divisor);
uint64_t __udivmoddi4(uint64_t dividend, uint64_t divisor, uint64_t *remainder);
int64_t __divdi3(int64_t dividend, int64_t divisor);
int64_t __moddi3(int64_t dividend, int64_t divisor);
int64_t __divmoddi4(int64_t dividend, int64_t divisor, int64_t *remainder);

#endif
