/* SPDX-License-Identifier: MIT */
/*
 * 64-bit division with both results in registers: quotient in r0 and r1, remainder in r2 and r3,
 * which no C function can return (Run-time ABI for the Arm Architecture, IHI 0043, 5.1). The
 * arguments are in place for divide_u64 and divide_s64 but for the address of the remainder, which
 * goes onto the stack. The stack pointer stays a multiple of 8.
 */
    .syntax unified
    .thumb

    .macro divmod name, divide
    .text
    .globl \name
    .type \name, %function
    .thumb_func
\name:
    push {r4, lr}
    sub sp, #16
    add r4, sp, #8
    str r4, [sp]
    bl \divide
    ldr r2, [sp, #8]
    ldr r3, [sp, #12]
    add sp, #16
    pop {r4, pc}
    .size \name, . - \name
    .endm

    divmod __aeabi_uldivmod, divide_u64
    divmod __aeabi_ldivmod, divide_s64
