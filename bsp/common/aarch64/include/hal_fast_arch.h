/* SPDX-License-Identifier: MIT */
/*
 * What the short ways (hal/fast.h) get from vectors.S, which has left a trap's registers where they
 * are. For files that are compiled with those registers reserved.
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
A64_FAST_LEAVE(wake)
A64_FAST_LEAVE(resume)

static inline __attribute__((always_inline)) struct hal_context *hal_fast_operate(void *capability)
{
    register void *x0 __asm__("x0") = capability;
    __asm__ volatile("b a64_fast_operate" ::"r"(x0) : "memory");
    __builtin_unreachable();
}

/* What survives the trap has been saved; the rest is zero. */
static inline __attribute__((always_inline)) void hal_fast_park(struct hal_context *context)
{
    __asm__ volatile("stp xzr, xzr, [%0]\n\t"
                     "stp xzr, xzr, [%0, #16]\n\t"
                     "stp xzr, xzr, [%0, #32]\n\t"
                     "stp xzr, xzr, [%0, #48]\n\t"
                     "stp xzr, xzr, [%0, #64]\n\t"
                     "stp xzr, xzr, [%0, #80]\n\t"
                     "stp xzr, xzr, [%0, #96]\n\t"
                     "stp xzr, xzr, [%0, #112]\n\t"
                     "stp xzr, xzr, [%0, #128]\n\t"
                     "str xzr, [%0, #144]" ::"r"(context->x)
                     : "memory");
    context->pstate = 0;
}

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
