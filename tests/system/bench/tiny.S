/* SPDX-License-Identifier: MIT */
/*
 * A program as small as they come: it exits. Without a startup block (x0) it reads at address 0,
 * where nothing ever is, instead.
 */
#include "numbers.h"

    .section .text.start, "ax"
    .globl _start
    .type _start, %function
_start:
    cbz x0, 1f
    mov x0, #CAP_SELF
    mov x1, #OP_PROCESS_EXIT
    svc #TRAP_CALL
1:  ldr x0, [x0]
    .size _start, . - _start
