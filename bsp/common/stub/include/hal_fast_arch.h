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

static inline struct hal_context *hal_fast_deliver(struct hal_context *next)
{
    return next;
}

static inline struct hal_context *hal_fast_answer(struct hal_context *next)
{
    return next;
}

static inline struct hal_context *hal_fast_wake(struct hal_context *next)
{
    return next;
}

static inline struct hal_context *hal_fast_resume(struct hal_context *next)
{
    return next;
}

static inline void hal_fast_park(struct hal_context *context)
{
    hal_context_set_word(context, 0, TAY_OK);
    hal_context_set_word(context, 1, 0);
    hal_context_end_trap(context);
}

static inline struct hal_context *hal_fast_done(void)
{
    return hal_fast_context();
}

static inline void hal_lock_let_go(struct hal_lock *lock)
{
    hal_lock_release(lock);
}

#endif
