/* SPDX-License-Identifier: MIT */
/*
 * Copying a page by SIMD registers, which carry twice as much at a time as the others. They are some
 * thread's, whoever keeps them on this core: they are as they were afterwards, and nothing comes in
 * between, since the kernel runs with interrupts masked.
 */
#include <a64_offset.h>
#include <a64_regs.h>

#define KEPT_BYTES (8 * 16) /* q0 to q7 */
#define STEP_BYTES (8 * 16) /* two cache lines */

.macro kept_registers operation
    \operation q0, q1, [sp, #32 * 0]
    \operation q2, q3, [sp, #32 * 1]
    \operation q4, q5, [sp, #32 * 2]
    \operation q6, q7, [sp, #32 * 3]
.endm

    .section .text.hal_page_copy, "ax"

/* void hal_page_copy(void *destination, const void *source) */
    .globl hal_page_copy
    .type hal_page_copy, %function
hal_page_copy:
    mrs x3, cpacr_el1
    mov x2, #A64_CPACR_FP
    msr cpacr_el1, x2
    isb /* the registers are accessible from here on */
    sub sp, sp, #KEPT_BYTES
    kept_registers stp
    add x2, x1, #A64_PAGE

1:
    .rept 4
    ldp q2, q3, [x1, #32 * 1]
    ldp q4, q5, [x1, #32 * 2]
    ldp q6, q7, [x1, #32 * 3]
    ldp q0, q1, [x1], #STEP_BYTES
    stp q2, q3, [x0, #32 * 1]
    stp q4, q5, [x0, #32 * 2]
    stp q6, q7, [x0, #32 * 3]
    stp q0, q1, [x0], #STEP_BYTES
    .endr
    cmp x1, x2
    b.ne 1b

    kept_registers ldp
    add sp, sp, #KEPT_BYTES
    msr cpacr_el1, x3
    isb /* closed as it was: kernel code that used FP by mistake traps again */
    ret
    .size hal_page_copy, . - hal_page_copy
