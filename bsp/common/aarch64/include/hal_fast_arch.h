/* SPDX-License-Identifier: MIT */
/*
 * What the short ways (hal/fast.h) get from vectors.S, which has left a trap's registers where they
 * are. For files that are compiled with x1 to x7, x9 and x10 reserved.
 */
#ifndef HAL_FAST_ARCH_H
#define HAL_FAST_ARCH_H

#include <hal/types.h>

register tay_word_t a64_fast_x1 __asm__("x1");
register tay_word_t a64_fast_x2 __asm__("x2");
register uintptr_t a64_fast_sp __asm__("sp");

/* While a short way runs, SP is SP_EL1. */
static inline struct hal_context *hal_fast_context(void)
{
    return (struct hal_context *)a64_fast_sp;
}

static inline tay_word_t hal_fast_info(void)
{
    return a64_fast_x1;
}

static inline tay_word_t hal_fast_word(void)
{
    return a64_fast_x2;
}

/* One try: a store that fails because another core has come between counts as a lock that is held.
 * LDAXR has acquire order (ARM DDI 0487, B2.3.11). */
static inline __attribute__((always_inline)) bool hal_lock_try(struct hal_lock *lock)
{
    uint64_t seen;

    __asm__ goto("ldaxr %0, [%1]\n\t"
                 "cbnz %0, %l[held]\n\t"
                 "stxr %w0, %2, [%1]\n\t"
                 "cbnz %w0, %l[held]"
                 : "=&r"(seen)
                 : "r"(lock), "r"((uint64_t)1)
                 : "memory"
                 : held);
    return true;
held:
    return false;
}

/* vectors.S goes on from here, with the next context in x0; so a return means that there was no
 * short way. */
#define A64_FAST_LEAVE(name)                                                                       \
    static inline __attribute__((always_inline)) struct hal_context *hal_fast_##name(              \
        struct hal_context *next)                                                                  \
    {                                                                                              \
        register struct hal_context *x0 __asm__("x0") = next;                                      \
        __asm__ volatile("b a64_fast_" #name ::"r"(x0) : "memory");                                \
        __builtin_unreachable();                                                                   \
    }

A64_FAST_LEAVE(deliver)
A64_FAST_LEAVE(answer)

static inline __attribute__((always_inline)) struct hal_context *hal_fast_done(void)
{
    __asm__ volatile("b a64_fast_done" ::: "memory");
    __builtin_unreachable();
}

static inline void hal_lock_let_go(struct hal_lock *lock)
{
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

#endif
