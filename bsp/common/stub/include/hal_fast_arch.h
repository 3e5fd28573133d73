/* SPDX-License-Identifier: MIT */
/*
 * The short ways (hal/fast.h) of a board that does not take them.
 */
#ifndef HAL_FAST_ARCH_H
#define HAL_FAST_ARCH_H

#include <hal/types.h>

static inline struct hal_context *hal_fast_context(void)
{
    return NULL;
}

static inline tay_word_t hal_fast_info(void)
{
    return 0;
}

static inline tay_word_t hal_fast_word(void)
{
    return 0;
}

static inline bool hal_lock_try(struct hal_lock *lock)
{
    (void)lock;
    return false;
}

static inline struct hal_context *hal_fast_operate(void *capability)
{
    (void)capability;
    return NULL;
}

#include <fast_return.h>

#endif
