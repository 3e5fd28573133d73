/* SPDX-License-Identifier: MIT */
good:
    ldr x0, [x1]
    nop
    madd x2, x3, x4, x5
    ldr x0, [x1]
    madd w2, w3, w4, w5 /* 32 bits */
    ldr x0, [x1]
    mul x2, x3, x4 /* nothing is added */
    ret
bad_multiply:
    str x0, [x1]
    madd x2, x3, x4, x5
    ldp x0, x1, [x2]
    umaddl x3, w4, w5, x6
    prfm pldl1keep, [x0]
    msub x2, x3, x4, x5
    ret
    .balign 4096
    .space 0xff8
bad_page:
    adrp x0, good
    ldr x1, [x1]
    ldr x0, [x0, #8]
    ret
    .balign 4096
    .space 0xffc
bad_page_far:
    adrp x0, good
    str x1, [x2]
    add x3, x3, #1
    str x4, [x0]
    ret
    .balign 4096
    .space 0xff4
good_page:
    adrp x0, good
    ldr x1, [x1]
    ldr x0, [x0, #8]
    ret
    .balign 4096
    .space 0xffc
good_branch:
    adrp x0, good
    ldr x1, [x1]
    cbz x1, good
    ldr x0, [x0, #8]
    ret
    .balign 4096
    .space 0xffc
good_base:
    adrp x0, good
    ldr x1, [x1]
    ldr x5, [x3, #8]
    ldr x5, [x4, #8]
    ldr x5, [x0, #8]
    ret
