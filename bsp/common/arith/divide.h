/* SPDX-License-Identifier: MIT */
/*
 * Division of integers that the CPU cannot divide, by shift and subtraction.
 *
 * Nothing here divides, multiplies or shifts by a variable, so that no compiler helper calls
 * another. A divisor of 0, undefined in C, gives a quotient of all ones and the dividend.
 */
#ifndef ARITH_DIVIDE_H
#define ARITH_DIVIDE_H

#include <stdint.h>

uint32_t divide_u32(uint32_t dividend, uint32_t divisor, uint32_t *remainder);
uint64_t divide_u64(uint64_t dividend, uint64_t divisor, uint64_t *remainder);

/* Towards zero; the remainder has the sign of the dividend (C17, 6.5.5). */
int32_t divide_s32(int32_t dividend, int32_t divisor, int32_t *remainder);
int64_t divide_s64(int64_t dividend, int64_t divisor, int64_t *remainder);

#endif
