/* SPDX-License-Identifier: MIT */
/*
 * A thread's saved user state.
 *
 * struct hal_context stands at the start of core's struct thread, so that the entry code may keep
 * its address in a register and save there. FP and SIMD state belongs to it, too: the board's CPU
 * code enables it on first use and saves it lazily, and core never hears of it.
 *
 * The accessors of the trap's registers (tay/abi/trap.h) are static inline in <hal_arch.h>:
 *
 *   tay_word_t  hal_context_word(const struct hal_context *, unsigned n)
 *                   register n of the trap as it came in: 0 handle, 1 info, 2-7 words
 *   uint64_t    hal_context_deadline(const struct hal_context *)
 *   tay_range_t hal_context_lend_read(const struct hal_context *)
 *   tay_range_t hal_context_lend_write(const struct hal_context *)
 *   void        hal_context_set_word(struct hal_context *, unsigned n, tay_word_t value)
 *                   register n as it goes out: 0 result, 1 info, 2-7 words
 *   tay_word_t *hal_context_place(struct hal_context *, unsigned n)
 *                   where register n stands as it goes out; until it is written as it came in
 *   void        hal_context_set_badge(struct hal_context *, uint64_t badge)
 *   void        hal_context_end_trap(struct hal_context *)
 *                   makes zero of what comes back as zero; after the last set_word
 *   void        hal_context_end_operation(struct hal_context *)
 *                   the same for a thread that kernel_on_operation lets go on at once: if the board
 *                   clears its registers on the way out, nothing
 *   void        hal_context_set_pointer(struct hal_context *, tay_ua_t)
 *                   the thread pointer
 *   void        hal_context_set_space(struct hal_context *, const struct hal_space *)
 *                   the space by which the thread translates; once, after the space's own start
 *   void        hal_context_enter(struct hal_context *)
 *                   the thread begins to run on this core: whatever registers this core has now are
 *                   not the thread's, even if it is the one that trapped here
 *   void        hal_context_leave(const struct hal_context *)
 *                   the thread, which has used devices, stops running on this core: what it did to
 *                   them is complete before others, or itself on another core, go on
 *   tay_ua_t    hal_context_stack(const struct hal_context *)
 *                   the stack pointer
 */
#ifndef HAL_CONTEXT_H
#define HAL_CONTEXT_H

#include <hal/types.h>

/*
 * Makes the state of a thread that will enter user mode at `entry` with stack pointer `stack` and
 * two arguments where the calling convention has them; every other register is zero.
 */
void hal_context_init(struct hal_context *context, tay_ua_t entry, tay_ua_t stack,
                      tay_word_t argument0, tay_word_t argument1);

/* Makes the state of a thread like that of another one, thread pointer included, which runs on no
 * core or on this one. */
void hal_context_copy(struct hal_context *to, struct hal_context *from);

/*
 * The user state as an image of HAL_CONTEXT_IMAGE_BYTES (<hal_arch.h>), aligned to
 * HAL_CONTEXT_IMAGE_ALIGN, FP and SIMD included, the
 * thread pointer not: taken from a thread that runs on no core or on this one, and given to one.
 * Import accepts any bytes: what user mode may not set keeps the value that user mode needs.
 */
void hal_context_export(struct hal_context *context, void *image);
void hal_context_import(struct hal_context *context, const void *image);

/* The core that keeps live state of this context, be it that the thread once ran there; else the
 * one that asks. Only there can the thread run. */
unsigned hal_context_core(const struct hal_context *context);

/* Whether no other core keeps live state of this context. If one does, it puts it there, soon: it
 * is kicked, and takes the kick when it has. A core may do that by itself at any time. */
bool hal_context_fetch(const struct hal_context *context);

/* The same for this core, at once. */
void hal_context_save(const struct hal_context *context);

/* Lets the thread go on at `entry` with two arguments, on the stack that it has, below whatever the
 * calling convention lets it use and aligned as it wants. */
void hal_context_divert(struct hal_context *context, tay_ua_t entry, tay_word_t argument0,
                        tay_word_t argument1);

/* The memory of this context goes away: the CPU forgets whatever state it still keeps for it. The
 * thread runs on no core. */
void hal_context_retire(struct hal_context *context);

#endif
