/* SPDX-License-Identifier: MIT */
/*
 * See run.h. None of this uses the stack between a step's registers and its trap, nor FP.
 */

#include "numbers.h"


    .macro function name
    .text
    .balign 16
    .globl \name
    .type \name, %function
\name:
    .endm

    function bench_run
    stp x29, x30, [sp, #-80]!
    mov x29, sp
    stp x19, x20, [sp, #16]
    stp x21, x22, [sp, #32]
    stp x23, x24, [sp, #48]
    stp x25, x26, [sp, #64]
    mov x19, x0
    mov x20, x1
    mov x21, x2
    mov x26, xzr
1:  mov x22, x19
2:  ldp x23, x11, [x22]
    ldp x12, x24, [x22, #16]
    ldp x25, x1, [x22, #32]
    ldp x2, x3, [x22, #48]
    ldp x4, x5, [x22, #64]
    ldp x6, x7, [x22, #80]
    ldp x8, x9, [x22, #96]
    ldr x10, [x22, #112]
    ldr x0, [x11]
    add x11, x11, x12
    str x11, [x22, #8]
    blr x23
    orr x26, x26, x0
    str x2, [x24]
    add x24, x24, x25
    str x24, [x22, #24]
    add x22, x22, #120
    cmp x22, x20
    b.ne 2b
    subs x21, x21, #1
    b.ne 1b
    and x0, x26, #0xff
    ldp x19, x20, [sp, #16]
    ldp x21, x22, [sp, #32]
    ldp x23, x24, [sp, #48]
    ldp x25, x26, [sp, #64]
    ldp x29, x30, [sp], #80
    ret

    function bench_nothing
    ret

    function bench_call
    svc #TRAP_CALL
    ret

    function bench_notify
    svc #TRAP_NOTIFY
    ret

    function bench_yield
    svc #TRAP_YIELD
    ret

    function bench_touch
    str xzr, [x0]
    ret

/* Each round is seven instructions; the hint lets an emulator that counts go on with another core. */
    function bench_calls
    stp x19, x20, [sp, #-32]!
    str x21, [sp, #16]
    mov x19, x0
    mov x20, x1
    mov x21, xzr
1:  mov x0, x19
    mov x1, #1
    svc #TRAP_CALL
    orr x21, x21, x0
    yield
    subs x20, x20, #1
    b.ne 1b
    and x0, x21, #0xff
    ldr x21, [sp, #16]
    ldp x19, x20, [sp], #32
    ret

/* The mark is the first instruction that the thread runs when it is woken. */
    function bench_wait
    mov x1, xzr
    svc #TRAP_WAIT
    movz xzr, #MARK_WOKEN
    and x0, x0, #0xff
    ret

/* The clone, whose answer is 0, ends. */
    function bench_clone
    svc #TRAP_CALL
    cbz x2, 1f
    ret
1:  mov x0, #CAP_SELF
    mov x1, #OP_PROCESS_EXIT
    svc #TRAP_CALL
    brk #0

/* A supervisor's part of a fault: six instructions. */
    function bench_resume_faulted
    svc #TRAP_CALL
    cbnz x0, 1f
    adrp x0, bench_supervisor
    ldr x0, [x0, :lo12:bench_supervisor]
    mov x1, xzr
    svc #TRAP_RECV
1:  ret

    function bench_echo
    mov x19, x0
    mov x1, xzr
    svc #TRAP_RECV
1:  mov x0, x19
    mov x1, xzr
    svc #TRAP_REPLY_RECV
    b 1b

    function bench_pass
    mov x19, x0
    mov x1, xzr
    svc #TRAP_RECV
1:  mov x0, x19
    mov x1, #CAP_IN_FIRST_WORD
    svc #TRAP_REPLY_RECV
    b 1b

    function bench_read
    mov x19, x0
    mov x20, #OP_CALLER_READ
    movk x20, #LEND_WRITE_HIGH, lsl #16
    adrp x21, bench_read_buffer
    add x21, x21, :lo12:bench_read_buffer
    mov x22, #4096
    orr x21, x21, x22, lsl #39
    mov x1, xzr
    svc #TRAP_RECV
1:  mov x0, xzr
    mov x1, x20
    mov x2, xzr
    mov x10, x21
    svc #TRAP_CALL
    mov x0, x19
    mov x1, xzr
    svc #TRAP_REPLY_RECV
    b 1b

    function bench_yielder
    mov x19, x0
1:  mov x0, x19
    mov x1, xzr
    svc #TRAP_RECV
    mov x20, x2
    mov x0, xzr
    mov x1, xzr
    svc #TRAP_SEND
2:  mov x0, xzr
    svc #TRAP_YIELD
    subs x20, x20, #1
    b.ne 2b
    b 1b

    function bench_waiter
    mov x19, x0
1:  mov x0, x19
    mov x1, xzr
    svc #TRAP_WAIT
    b 1b

    function bench_short_life
    mov x2, x0
    mov x0, x1
    mov x1, x2
    svc #TRAP_CALL
    brk #0

    .bss
    .balign 4096
    .globl bench_read_buffer
bench_read_buffer:
    .zero 4096
    .balign 8
    .globl bench_supervisor
bench_supervisor:
    .zero 8
