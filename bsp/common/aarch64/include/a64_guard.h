/* SPDX-License-Identifier: MIT */
/*
 * The stack guard: a word between a function's buffers and what its caller needs back, written when
 * the function begins and compared when it returns (clang and GCC, -fstack-protector-strong).
 *
 * Code compiled so compares with __stack_chk_guard, and jumps to __stack_chk_fail, which panics. A
 * function that is under way while the guard changes would find a difference; so it changes once,
 * before any other core runs, in a function that is compiled without a guard, and whose callers are
 * so too or never return: a64_boot_main. What has run and returned before had a guard of 0.
 */
#ifndef A64_GUARD_H
#define A64_GUARD_H

#include <stdint.h>

/* For such a function: it has no guard, nor does it take in another function that has one. */
#define A64_UNGUARDED __attribute__((no_stack_protector))

/* Derives the guard from the machine's seed. */
void a64_guard_set(uint64_t seed);

#endif
