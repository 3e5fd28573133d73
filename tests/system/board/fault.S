/* SPDX-License-Identifier: MIT */
/*
 * A user program that does what it may not, one thing after another. fault_attempts says where:
 * for each attempt the offset of the instruction and of what follows; case_fault.c has the rest, in
 * the same order.
 */
    .section .rodata.attempts, "a"
    .globl fault_attempts
fault_attempts:

    .section .rodata.user, "a"

.macro attempt instruction:vararg
attempt\@:
    \instruction
    .pushsection .rodata.attempts, "a"
    .word attempt\@ - fault_start, after\@ - fault_start
    .popsection
after\@:
.endm

    .balign 16
    .globl fault_start, fault_end
fault_start:
    mov x1, #0x5000
    attempt ldr x0, [x1]
    attempt str x0, [x1]
    mov x1, #0x10
    attempt ldr x0, [x1]
    mov x1, #0x10000 /* USER_CODE */
    attempt str x0, [x1]
    mov x1, #0x20000 /* USER_DATA */
    attempt br x1
    mov x1, #0x5000
    attempt br x1
    mov x1, #0x30000 /* FAULT_NOWHERE */
    attempt ldr w0, [x1]
    attempt str w0, [x1]
    mov x1, #0xffffffff80000000 /* the kernel's text */
    attempt ldr x0, [x1]
    attempt br x1
    mov x1, #0xffffff8000000000 /* the linear map */
    movk x1, #0x1000
    attempt str x0, [x1]
    mov x1, #0xffffffc000000000 /* the mini-UART in the device window */
    movk x1, #0x3f21, lsl #16
    movk x1, #0x5040
    attempt str w0, [x1]
    mov x1, #0x0000ff0000000000 /* in neither half */
    attempt ldr x0, [x1]
    ldr x1, =0x20001
    attempt ldxr x0, [x1]
    ldr x1, =0x10002
    attempt br x1
    attempt udf #1
    attempt brk #3
    attempt hlt #0xf000
    attempt hvc #0
    attempt smc #0
    attempt eret
    attempt wfi
    attempt msr daifset, #2
    attempt mrs x0, mpidr_el1
    attempt mrs x0, ttbr0_el1
    attempt mrs x0, ctr_el0
    attempt mrs x0, pmccntr_el0
    attempt mrs x0, cntpct_el0
    attempt mrs x0, cntv_cval_el0
    attempt msr tpidrro_el0, x0
    mov x1, #0x20000
    attempt dc zva, x1
    attempt dc civac, x1
    attempt ic ivau, x1
    attempt tlbi vmalle1
    /* And what it may do. */
    wfe
    yield
    mrs x0, cntvct_el0
    mrs x0, cntfrq_el0
    msr tpidr_el0, x0
    str x0, [x1]
    svc #0
    .ltorg
fault_end:
