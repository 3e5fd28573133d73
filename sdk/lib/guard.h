/* SPDX-License-Identifier: MIT */
/*
 * The stack guard of a program (-fstack-protector-strong).
 */
#ifndef LIB_GUARD_H
#define LIB_GUARD_H

#include <stdint.h>

/* Derives the guard from the program's seed. Functions under way that are compiled with a guard
 * must not return afterwards. */
void guard_set(uint64_t seed);

#endif
