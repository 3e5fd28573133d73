/* SPDX-License-Identifier: MIT */
/*
 * The short ways through the kernel, for the traps that come most often: the decision is core's, in
 * C; what a board contributes is that it need not save and load all registers for it.
 *
 * Of a thread that traps, the board saves what survives a trap and the lent ranges; the handle, the
 * info word and the six words stay in registers. Then it calls the function for that trap
 * (hal/upcall.h), on this core, with interrupts masked. The answer is NULL: nothing has happened,
 * and the board saves the rest and calls kernel_on_trap; or the context to go on with, for which
 * the board does what is said there. There may be no stack: these functions call none, and a board
 * compiles core/ipc/fast.c with options of its own (property TAYBERRY_FAST_OPTIONS of its target
 * `board`). A board may leave a function uncalled.
 *
 * Static inline in <hal_fast_arch.h>, for these functions alone:
 *
 *   struct hal_context *hal_fast_context(void)
 *                   of the thread that trapped
 *   tay_word_t  hal_fast_info(void), hal_fast_word(void)
 *                   its info word, and its first word
 *   bool        hal_lock_try(struct hal_lock *)
 *                   takes the lock if it is free, nobody waits for it and it is not barred
 *   void        hal_lock_let_go(struct hal_lock *)
 *                   hal_lock_release for these
 *   struct hal_context *hal_fast_deliver(struct hal_context *)
 *   struct hal_context *hal_fast_answer(struct hal_context *)
 *   struct hal_context *hal_fast_wake(struct hal_context *)
 *   struct hal_context *hal_fast_resume(struct hal_context *)
 *   struct hal_context *hal_fast_done(void)
 *                   what the functions return with that have gone the short way (hal/upcall.h);
 *                   need not return
 *   struct hal_context *hal_fast_operate(void *capability)
 *                   the same: the board saves the rest, and calls kernel_on_operation with this
 *                   capability, on a stack, while the lock is held
 *   void        hal_fast_park(struct hal_context *)
 *                   gives the thread that trapped the result TAY_OK, for when it goes on
 */
#ifndef HAL_FAST_H
#define HAL_FAST_H

#include <hal/core.h>
#include <hal/upcall.h>
#include <hal_fast_arch.h>

#endif
