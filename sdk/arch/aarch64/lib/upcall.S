/* SPDX-License-Identifier: MIT */
/*
 * Where a thread goes on that was interrupted by a signal. In: x0 the causes, x1 the save area, SP
 * below what the thread had on its stack (thread_interrupt). Leaves room for a record that
 * outlives the upcall, and never returns.
 */
#include "upcall.h"

    .section .text.signal_enter, "ax"
    .globl signal_enter
    .type signal_enter, %function
signal_enter:
    sub sp, sp, #SIGNAL_FRAME_BYTES
    mov x2, sp
    mov x29, xzr /* the end of a backtrace (AAPCS64, 6.4.6) */
    mov x30, xzr
    bl signal_upcall
    brk #0 /* it does not return */
    .size signal_enter, . - signal_enter
