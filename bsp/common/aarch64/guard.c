/* SPDX-License-Identifier: MIT */
/*
 * The value of the stack guard.
 */
#include <a64_guard.h>

#include <tay/abi/seed.h>

/* The compiler's name. */
uintptr_t __stack_chk_guard;

void a64_guard_set(uint64_t seed)
{
    __stack_chk_guard = tay_seed_derive(seed, TAY_SEED_GUARD, 0) & TAY_SEED_GUARD_MASK;
}
