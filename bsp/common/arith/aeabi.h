/* SPDX-License-Identifier: MIT */
/*
 * What a compiler calls on a 32-bit Arm CPU that cannot divide, multiply to 64 bits, or shift 64
 * bits by a variable (Run-time ABI for the Arm Architecture, IHI 0043, 5.2 "Integer (32/32 -> 32)
 * division functions", 5.1 "long long", 5.3 "Memory copying, clearing, and setting").
 *
 * __aeabi_uldivmod and __aeabi_ldivmod, which return two 64-bit values in four registers, cannot be
 * declared in C; they are in aeabi_divide.S.
 */
#ifndef ARITH_AEABI_H
#define ARITH_AEABI_H

#include <stddef.h>
#include <stdint.h>

uint32_t __aeabi_uidiv(uint32_t dividend, uint32_t divisor);
int32_t __aeabi_idiv(int32_t dividend, int32_t divisor);

/* Quotient in r0, remainder in r1: the low and the high half of a 64-bit result. */
uint64_t __aeabi_uidivmod(uint32_t dividend, uint32_t divisor);
uint64_t __aeabi_idivmod(int32_t dividend, int32_t divisor);

uint64_t __aeabi_lmul(uint64_t left, uint64_t right);

/* By 0 to 63. */
uint64_t __aeabi_llsl(uint64_t value, int by);
uint64_t __aeabi_llsr(uint64_t value, int by);
int64_t __aeabi_lasr(int64_t value, int by);

/* The numbers say to what both addresses are aligned. memset has its arguments in the order of the
 * ABI, not in that of C. */
void __aeabi_memcpy(void *destination, const void *source, size_t bytes);
void __aeabi_memcpy4(void *destination, const void *source, size_t bytes);
void __aeabi_memcpy8(void *destination, const void *source, size_t bytes);
void __aeabi_memmove(void *destination, const void *source, size_t bytes);
void __aeabi_memmove4(void *destination, const void *source, size_t bytes);
void __aeabi_memmove8(void *destination, const void *source, size_t bytes);
void __aeabi_memset(void *destination, size_t bytes, int value);
void __aeabi_memset4(void *destination, size_t bytes, int value);
void __aeabi_memset8(void *destination, size_t bytes, int value);
void __aeabi_memclr(void *destination, size_t bytes);
void __aeabi_memclr4(void *destination, size_t bytes);
void __aeabi_memclr8(void *destination, size_t bytes);

#endif
