/* SPDX-License-Identifier: MIT */
/*
 * The short ways (hal/fast.h) of a board where they are plain functions, which return. For its
 * <hal_fast_arch.h>, behind hal_fast_context.
 */
#ifndef FAST_RETURN_H
#define FAST_RETURN_H

#include <hal/core.h>

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
