/* SPDX-License-Identifier: MIT */
/*
 * User programs with FP state of their own: each register of both halves, FPCR and FPSR hold what
 * is made of x19, in each round something else. x0: where x19 begins; x1: how many rounds.
 */
#include "fp_case.h"

    .section .rodata.user, "a"

/* Calls a macro for each of v0 to v31. */
.macro each_vector macro
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, \
        24, 25, 26, 27, 28, 29, 30, 31
    \macro \n
    .endr
.endm

.macro or_in n
    umov x2, v\n\().d[0]
    orr x3, x3, x2
    umov x2, v\n\().d[1]
    orr x3, x3, x2
.endm

/* x2, x3: what both halves of v\n are to hold. */
.macro value n
    add x2, x19, #\n
    mvn x3, x2, lsl #7
.endm

.macro fill n
    value \n
    ins v\n\().d[0], x2
    ins v\n\().d[1], x3
.endm

.macro compare n
    value \n
    umov x4, v\n\().d[0]
    cmp x4, x2
    b.ne changed
    umov x4, v\n\().d[1]
    cmp x4, x3
    b.ne changed
.endm

/* x2: the rounding mode, FPCR bits 23:22; x3: the cumulative flags, FPSR bits 4:0. */
.macro value_of_control
    and x2, x19, #3
    lsl x2, x2, #22
    and x3, x19, #0x1f
.endm

    .balign 16
    .globl fp_start, fp_integers, fp_end
fp_start:
    mov x19, x0
    mov x20, x1
    mrs x3, fpcr
    mrs x2, fpsr
    orr x3, x3, x2
    each_vector or_in
    cbz x3, round
    svc #FP_TRAP_NOT_ZERO

round:
    each_vector fill
    value_of_control
    msr fpcr, x2
    msr fpsr, x3
    svc #FP_TRAP_SWITCH
    each_vector compare
    value_of_control
    mrs x4, fpcr
    cmp x4, x2
    b.ne changed
    mrs x4, fpsr
    cmp x4, x3
    b.ne changed
    add x19, x19, #0x111
    subs x20, x20, #1
    b.ne round
    svc #FP_TRAP_DONE

changed:
    svc #FP_TRAP_CHANGED

/* The same number of rounds without FP. */
fp_integers:
    svc #FP_TRAP_SWITCH
    subs x1, x1, #1
    b.ne fp_integers
    svc #FP_TRAP_DONE
fp_end:
