/* SPDX-License-Identifier: MIT */
/* What mend_libc.py must change, and what it must leave alone. */
    .section .text.bad, "ax"
    .globl bad
bad:
    ldr x0, [x1]
    madd x2, x3, x4, x5
    stp x0, x1, [sp, #-16]!
    smsubl x2, w3, w4, x5
    prfm pldl1keep, [x0]
    umaddl x2, w3, w4, x5
    ldr q0, [x1]
    msub x2, x3, x4, x5
    b bad
    .section .text.end, "ax"
    .globl end
end:
    ldr x0, 1f
    madd x2, x3, x4, x5
1:  ldr x0, [x1]
    .section .text.good, "ax"
    .globl good
good:
    ldr x0, [x1]
    mul x2, x3, x4 /* nothing is added */
    ldr x0, [x1]
    madd w2, w3, w4, w5 /* 32 bits */
    ldr x0, [x1]
    nop
    madd x2, x3, x4, x5
    ldr x0, [x1]
    umulh x2, x3, x4
    ret
