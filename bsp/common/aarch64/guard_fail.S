/* SPDX-License-Identifier: MIT */
/*
 * Where a function goes that finds its stack guard changed. Makes no frame, so that the panic shows
 * the registers of that function, and its backtrace begins in it.
 */
    .section .text, "ax"
    .globl __stack_chk_fail
    .type __stack_chk_fail, %function
__stack_chk_fail:
    adrp x0, message
    add x0, x0, :lo12:message
    b hal_panic
    .size __stack_chk_fail, . - __stack_chk_fail

    .section .rodata, "a"
message:
    .asciz "stack smashed in the function of pc"
