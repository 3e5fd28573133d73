/* SPDX-License-Identifier: MIT */
good:
    stp x29, x30, [sp, #-32]!
    sub sp, sp, #1, lsl #12
    str q0, [sp, #8]
    add sp, sp, #1, lsl #12
    ldp x29, x30, [sp], #32
    ldr x0, [sp, #24]
    svc #1
    dc civac, x0
    crc32b w0, w1, w2
    ret
bad:
    aese v0.16b, v1.16b
    sha256h q0, q1, v2.4s
    pmull v0.1q, v1.1d, v2.1d
    ldadd x0, x1, [x2]
    smc #0
    hvc #0
    dc cisw, x0
    dc cvac, x0
    dc cvau, x0
bad_stack:
    str x0, [sp, #-8]!
    ldr x0, [sp], #8
    sub sp, sp, #24
    add sp, sp, #24
    ret
bad_sequence: /* one of errata.py's, whose own sample has them all */
    str x0, [x1]
    madd x2, x3, x4, x5
    ret
