/* SPDX-License-Identifier: MIT */
/*
 * A counter behind a function that cannot be turned round: see tay/abi/seed.h.
 */
#include <lib/random.h>

#include <tay/abi/seed.h>

/* Under the kernel lock. */
static struct {
    uint64_t seed;
    uint64_t taken;
} sequence;

void random_init(uint64_t seed)
{
    sequence.seed = seed;
    sequence.taken = 0;
}

uint64_t random_place(void)
{
    return tay_seed_derive(sequence.seed, TAY_SEED_PLACE, sequence.taken++);
}
