/* SPDX-License-Identifier: MIT */
/*
 * Random numbers of the C library: the state is the program's own, and begins anew with it. Each
 * run of a program gets the same ones.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <tay/abi/seed.h>
#include <tay/startup.h>

/* rand, random ----------------------------------------------------------------------------------
 */

/* Atomic: threads take turns. */
static uint64_t rand_state = 1;
static uint64_t random_state = 1;

/* D. E. Knuth, The Art of Computer Programming, volume 2, 3.3.4, table 1, line 26: the multiplier.
 */
static uint64_t step(uint64_t *state)
{
    uint64_t before = __atomic_load_n(state, __ATOMIC_RELAXED);
    uint64_t after = before * 6364136223846793005u + 1;
    __atomic_store_n(state, after, __ATOMIC_RELAXED);
    return after >> 33; /* 31 bits: RAND_MAX */
}

void srand(unsigned seed)
{
    __atomic_store_n(&rand_state, seed, __ATOMIC_RELAXED);
}

int rand(void)
{
    return (int)step(&rand_state);
}

void srandom(unsigned seed)
{
    __atomic_store_n(&random_state, seed, __ATOMIC_RELAXED);
}

long random(void)
{
    return (long)step(&random_state);
}

/* drand48 and others: 48 bits, as POSIX tells them ------------------------------------------------
 */

#define STATE_MASK 0xffffffffffffu
#define MULTIPLIER 0x5deece66du
#define ADDEND 0xbu
#define SEED_LOW 0x330eu

static unsigned short state48[3] = {SEED_LOW, 0xabcd, 0x1234};
static unsigned short before48[3]; /* what seed48 tells */
static uint64_t multiplier = MULTIPLIER;
static uint64_t addend = ADDEND;

static uint64_t step48(unsigned short state[3])
{
    uint64_t x = state[0] | (uint64_t)state[1] << 16 | (uint64_t)state[2] << 32;
    x = (x * multiplier + addend) & STATE_MASK;
    state[0] = (unsigned short)x;
    state[1] = (unsigned short)(x >> 16);
    state[2] = (unsigned short)(x >> 32);
    return x;
}

double erand48(unsigned short state[3])
{
    return (double)step48(state) * 0x1p-48;
}

long nrand48(unsigned short state[3])
{
    return (long)(step48(state) >> 17);
}

long jrand48(unsigned short state[3])
{
    return (int32_t)(step48(state) >> 16);
}

double drand48(void)
{
    return erand48(state48);
}

long lrand48(void)
{
    return nrand48(state48);
}

long mrand48(void)
{
    return jrand48(state48);
}

unsigned short *seed48(unsigned short seed[3])
{
    memcpy(before48, state48, sizeof before48);
    memcpy(state48, seed, sizeof state48);
    multiplier = MULTIPLIER;
    addend = ADDEND;
    return before48;
}

void srand48(long seed)
{
    seed48((unsigned short[3]){SEED_LOW, (unsigned short)seed, (unsigned short)(seed >> 16)});
}

void lcong48(unsigned short parameter[7])
{
    memcpy(state48, parameter, sizeof state48);
    multiplier = parameter[3] | (uint64_t)parameter[4] << 16 | (uint64_t)parameter[5] << 32;
    addend = parameter[6];
}

/* arc4random: from the seed that the program is started with
 * ---------------------------------------
 */

uint32_t arc4random(void);
uint32_t arc4random_uniform(uint32_t end);
void arc4random_buf(void *to, size_t length_bytes);

uint32_t arc4random(void)
{
    static uint64_t count;
    uint64_t seed = tay_startup() == NULL ? 0 : tay_startup()->seed;
    return (uint32_t)tay_seed_derive(seed, 0, __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED));
}

/* Numbers that would make some results likelier than others are left out. */
uint32_t arc4random_uniform(uint32_t end)
{
    uint32_t number;
    if (end < 2) {
        return 0;
    }
    do {
        number = arc4random();
    } while (number < -end % end);
    return number % end;
}

void arc4random_buf(void *to, size_t length_bytes)
{
    for (size_t i = 0; i < length_bytes; i++) {
        ((unsigned char *)to)[i] = (unsigned char)arc4random();
    }
}
