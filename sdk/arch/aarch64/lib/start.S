/* SPDX-License-Identifier: MIT */
/*
 * The first instructions of a program. In: x0 the startup block, x1 the thread's own handle, SP the
 * end of the stack; every other register is zero. Nothing returns here.
 */
    .section .text.start, "ax"
    .globl _start
    .type _start, %function
_start:
    mov x29, xzr /* the end of a backtrace (AAPCS64, 6.4.6) */
    mov x30, xzr
    mov x9, sp
    and sp, x9, #-16 /* AAPCS64, 6.4.5.1: SP is a multiple of 16 */
    bl tay_enter
    brk #0 /* tay_enter does not return */
    .size _start, . - _start
