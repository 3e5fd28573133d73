/* SPDX-License-Identifier: MIT */
/*
 * The kernel's random numbers: a sequence that the machine's seed decides. Only what may be taken
 * anew at each start comes from here, so that a fixed seed fixes a whole run.
 */
#ifndef LIB_RANDOM_H
#define LIB_RANDOM_H

#include <stdint.h>

/* Begins the sequence. */
void random_init(uint64_t seed);

/* The next number for the place of something in memory. */
uint64_t random_place(void);

#endif
