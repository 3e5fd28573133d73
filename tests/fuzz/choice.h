/* SPDX-License-Identifier: MIT */
/*
 * Where a sequence of steps gets its decisions from: the bytes that a fuzzer made, or a seed.
 * Invariant: the same bytes, or the same seed, give the same decisions.
 */
#ifndef CHOICE_H
#define CHOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct choice {
    const uint8_t *bytes; /* NULL: from the seed */
    size_t left;
    uint64_t state;
};

struct choice choice_from_bytes(const uint8_t *bytes, size_t count);
struct choice choice_from_seed(uint64_t seed);

/* Whether all bytes are used up; from then on each choice is 0. A seed never ends. */
bool choice_is_over(const struct choice *choice);

/* 0 to n - 1; n from 1 to 65536. */
unsigned choose(struct choice *choice, unsigned n);

/* Any 64 bits. */
uint64_t choose_word(struct choice *choice);

/* One of the values of an array. */
#define choose_from(choice, array) ((array)[choose((choice), sizeof(array) / sizeof *(array))])

#endif
