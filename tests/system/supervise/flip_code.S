/* SPDX-License-Identifier: MIT */
/*
 * What a thread runs in whose registers bits are to be flipped: it is interrupted, which saves its
 * registers in a page that another program shares, waits here until that one has done its work,
 * and takes them back (thread_resume). x0 is the cause, x1 the page.
 */
#include "flip_page.h"

    .section .rodata.flip_code, "a"
    .balign 16
    .globl flip_code, flip_code_end
flip_code:
1:  ldr w2, [x1, #FLIP_GO]
    cbz w2, 1b
    ldr w0, [x1, #FLIP_THREAD]
    mov x1, #FLIP_OP_RESUME
    svc #FLIP_TRAP_CALL
    brk #0
flip_code_end:
