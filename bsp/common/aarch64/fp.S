/* SPDX-License-Identifier: MIT */
/*
 * Floating-point and SIMD registers to and from a context. The caller has opened CPACR_EL1.
 */
#include <a64_offset.h>

    .section .text.fp, "ax"

.macro each_pair operation
    \operation q0, q1, [x1, #32 * 0]
    \operation q2, q3, [x1, #32 * 1]
    \operation q4, q5, [x1, #32 * 2]
    \operation q6, q7, [x1, #32 * 3]
    \operation q8, q9, [x1, #32 * 4]
    \operation q10, q11, [x1, #32 * 5]
    \operation q12, q13, [x1, #32 * 6]
    \operation q14, q15, [x1, #32 * 7]
    \operation q16, q17, [x1, #32 * 8]
    \operation q18, q19, [x1, #32 * 9]
    \operation q20, q21, [x1, #32 * 10]
    \operation q22, q23, [x1, #32 * 11]
    \operation q24, q25, [x1, #32 * 12]
    \operation q26, q27, [x1, #32 * 13]
    \operation q28, q29, [x1, #32 * 14]
    \operation q30, q31, [x1, #32 * 15]
.endm

/* void a64_fp_save(struct hal_context *) */
    .globl a64_fp_save
a64_fp_save:
    add x1, x0, #A64_CONTEXT_VECTOR
    each_pair stp
    mrs x1, fpsr
    mrs x2, fpcr
    stp x1, x2, [x0, #A64_CONTEXT_FP_STATUS]
    ret

/* void a64_fp_load(const struct hal_context *) */
    .globl a64_fp_load
a64_fp_load:
    add x1, x0, #A64_CONTEXT_VECTOR
    each_pair ldp
    ldp x1, x2, [x0, #A64_CONTEXT_FP_STATUS]
    msr fpsr, x1
    msr fpcr, x2
    ret
