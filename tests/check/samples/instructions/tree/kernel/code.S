/* SPDX-License-Identifier: MIT */
    .globl a64_fp_save
a64_fp_save:
    stp q0, q1, [x0]
    ret
a64_drop:
    msr S3_1_C15_C2_1, x1
    ret
bad_vector:
    ldr q0, [x0]
    fmov d1, x2
    ret
bad_registers:
    mrs x1, S3_1_C15_C2_1
    msr S0_0_C4_C0_4, xzr /* PAN */
    ret
good:
    mov x0, #0xd1
    ldr w1, 1f
    ret
1:  .word 0x4e284820 /* data, though it looks like AESE */
