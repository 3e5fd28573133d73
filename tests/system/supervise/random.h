/* SPDX-License-Identifier: MIT */
/*
 * Numbers from a seed: the same on each run, and one sequence for all of a program.
 */
#ifndef SUPERVISE_RANDOM_H
#define SUPERVISE_RANDOM_H

#include <stdint.h>

/* Begins the sequence of a seed. */
void random_begin(uint64_t seed);

/* A number from 0 to one below `end`, which is not 0. */
uint64_t random_below(uint64_t end);

#endif
