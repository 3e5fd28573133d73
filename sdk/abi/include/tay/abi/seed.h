/* SPDX-License-Identifier: MIT */
/*
 * Random numbers from one seed.
 *
 * The machine has one seed, from its generator or from the word "seed=" of the command line. Board,
 * kernel, init and programs each derive what they need from the seed that they were given, so that
 * one word fixes all of it. Who sees a derived number learns neither the seed nor another number,
 * as far as a seed of 64 bits goes; so each is handed down as if it were random by itself.
 */
#ifndef TAY_ABI_SEED_H
#define TAY_ABI_SEED_H

#include <stdint.h>

/* What a number is for: numbers for different uses have nothing to do with each other. */
#define TAY_SEED_GUARD 1u   /* the stack guard of the kernel, or of a program */
#define TAY_SEED_PLACE 2u   /* where the kernel maps memory */
#define TAY_SEED_INIT 3u    /* the seed of init */
#define TAY_SEED_PROGRAM 4u /* the seed of a program that init starts */
#define TAY_SEED_STACK 5u   /* where init puts a program's stack */

/* A stack guard has a zero byte where it begins, so that no string operation that runs over a
 * buffer reads it or writes it whole. */
#define TAY_SEED_GUARD_MASK (~(uintptr_t)0xff)

/*
 * Rotates a word to the left.
 *
 * @param word any
 * @param bits 1 to 63
 * @return the word, rotated
 */
static inline uint64_t tay_seed_rotate(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

/*
 * Does rounds of SipHash on its state.
 *
 * @param v the state, in and out
 * @param count of rounds
 */
static inline void tay_seed_rounds(uint64_t v[4], unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = tay_seed_rotate(v[1], 13) ^ v[0];
        v[3] = tay_seed_rotate(v[3], 16) ^ v[2];
        v[0] = tay_seed_rotate(v[0], 32) + v[3];
        v[2] += v[1];
        v[3] = tay_seed_rotate(v[3], 21) ^ v[0];
        v[1] = tay_seed_rotate(v[1], 17) ^ v[2];
        v[2] = tay_seed_rotate(v[2], 32);
    }
}

/*
 * The number-th number of a seed for one use: SipHash-2-4 of the number's 8 bytes, little-endian,
 * with seed and use as the key (J.-P. Aumasson, D. J. Bernstein: "SipHash: a fast short-input PRF",
 * INDOCRYPT 2012, section 2).
 *
 * @param seed what was handed down
 * @param use TAY_SEED_*
 * @param number any; 0 where one is enough
 * @return the same for the same three
 */
static inline uint64_t tay_seed_derive(uint64_t seed, uint64_t use, uint64_t number)
{
    const uint64_t length = (uint64_t)sizeof number << 56;
    uint64_t v[4] = {
        seed ^ UINT64_C(0x736f6d6570736575),
        use ^ UINT64_C(0x646f72616e646f6d),
        seed ^ UINT64_C(0x6c7967656e657261),
        use ^ UINT64_C(0x7465646279746573),
    };
    v[3] ^= number;
    tay_seed_rounds(v, 2);
    v[0] ^= number;
    v[3] ^= length;
    tay_seed_rounds(v, 2);
    v[0] ^= length;
    v[2] ^= 0xff;
    tay_seed_rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

#endif
