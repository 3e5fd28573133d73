/* SPDX-License-Identifier: MIT */
/* Words among code may look like anything: mend_libc.py refuses to guess. */
    .globl data
data:
    ldr x0, [x1]
    madd x2, x3, x4, x5
    ret
    .word 0xf9400000
