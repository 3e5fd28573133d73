/* SPDX-License-Identifier: MIT */
/*
 * A user program that shows its registers: stores them where SP points, as struct registers_dump
 * (case_registers.c), and traps. What it changes on the way is x0.
 */
    .section .rodata.user, "a"

.macro dump
    stp x0, x1, [sp, #16 * 0]
    stp x2, x3, [sp, #16 * 1]
    stp x4, x5, [sp, #16 * 2]
    stp x6, x7, [sp, #16 * 3]
    stp x8, x9, [sp, #16 * 4]
    stp x10, x11, [sp, #16 * 5]
    stp x12, x13, [sp, #16 * 6]
    stp x14, x15, [sp, #16 * 7]
    stp x16, x17, [sp, #16 * 8]
    stp x18, x19, [sp, #16 * 9]
    stp x20, x21, [sp, #16 * 10]
    stp x22, x23, [sp, #16 * 11]
    stp x24, x25, [sp, #16 * 12]
    stp x26, x27, [sp, #16 * 13]
    stp x28, x29, [sp, #16 * 14]
    str x30, [sp, #16 * 15]
    mrs x0, nzcv
    str x0, [sp, #248]
    mrs x0, tpidr_el0
    str x0, [sp, #256]
    mrs x0, tpidrro_el0
    str x0, [sp, #264]
.endm

    .balign 16
    .globl registers_start, registers_spin, registers_numbers, registers_end
registers_start:
    dump
    svc #1
    dump
    svc #2

registers_spin:
    b .

registers_numbers:
    svc #0
    svc #1
    svc #6
    svc #7
    svc #0x7fff
    svc #0x8000
    svc #0xffff
registers_end:
