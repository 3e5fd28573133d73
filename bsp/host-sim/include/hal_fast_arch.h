/* SPDX-License-Identifier: MIT */
/*
 * The short ways (hal/fast.h) on the simulated machine: the registers of a trap are in its context
 * from the start.
 */
#ifndef HAL_FAST_ARCH_H
#define HAL_FAST_ARCH_H

#include <hal/core.h>

/* The context of the thread that has trapped on the acting core. */
struct hal_context *machine_fast_context(void);

static inline struct hal_context *hal_fast_context(void)
{
    return machine_fast_context();
}

static inline tay_word_t hal_fast_info(void)
{
    return machine_fast_context()->reg[1];
}

static inline tay_word_t hal_fast_word(void)
{
    return machine_fast_context()->reg[2];
}

/* False, too, while machine_set_lock_wanted says that somebody waits. */
bool machine_lock_try(struct hal_lock *lock);

static inline bool hal_lock_try(struct hal_lock *lock)
{
    return machine_lock_try(lock);
}

/* Says so to who has called the short way. */
struct hal_context *machine_operate(void *capability);

static inline struct hal_context *hal_fast_operate(void *capability)
{
    return machine_operate(capability);
}

#include <fast_return.h>

#endif
