/* SPDX-License-Identifier: MIT */
/*
 * The stack guard: one word for all threads of a program. A clone has its parent's, since the
 * frames that it goes on with hold it.
 */
#include "guard.h"

#include "log.h"
#include <tay/abi/seed.h>

/* The compiler's names. */
uintptr_t __stack_chk_guard;
__attribute__((noreturn)) void __stack_chk_fail(void);

void guard_set(uint64_t seed)
{
    __stack_chk_guard = (uintptr_t)tay_seed_derive(seed, TAY_SEED_GUARD, 0) & TAY_SEED_GUARD_MASK;
}

/* A fault and no exit: whoever watches the program hears of it as of any other crash, with the
 * program counter here. */
void __stack_chk_fail(void)
{
    log_complain("stack smashed");
    __builtin_trap();
}
