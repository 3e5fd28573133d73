/* SPDX-License-Identifier: MIT */
/*
 * The FP registers that calls and traps keep, in programs that look whether they do: d8 to d15
 * (AAPCS64, 6.1.2), as FP_REGISTERS words of 64 bits.
 */
#ifndef PROGRAMS_FP_REGISTERS_H
#define PROGRAMS_FP_REGISTERS_H

#define FP_REGISTERS 8u

/* Both keep the compiler off these registers in between. */
#define FP_LOAD(from)                                                                              \
    __asm__ volatile("ldp d8, d9, [%0]\n\tldp d10, d11, [%0, #16]\n\t"                             \
                     "ldp d12, d13, [%0, #32]\n\tldp d14, d15, [%0, #48]" ::"r"(from)              \
                     : "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", "memory")
#define FP_STORE(to)                                                                               \
    __asm__ volatile("stp d8, d9, [%0]\n\tstp d10, d11, [%0, #16]\n\t"                             \
                     "stp d12, d13, [%0, #32]\n\tstp d14, d15, [%0, #48]" ::"r"(to)                \
                     : "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", "memory")

#endif
