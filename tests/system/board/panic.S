/* SPDX-License-Identifier: MIT */
/*
 * The kernel's own faults, with known values in registers, so that the report can be compared.
 */
    .section .text.panic_case, "ax"

.macro known
    mov x19, #0x1919
    movk x19, #0xbeef, lsl #48
    mov x28, #0x2828
    movk x28, #0xbeef, lsl #48
.endm

    .globl panic_undefined
    .type panic_undefined, %function
panic_undefined:
    known
    udf #0
    ret
    .size panic_undefined, . - panic_undefined

    .globl panic_float
    .type panic_float, %function
    .arch_extension fp
panic_float:
    known
    fmov d0, xzr
    ret
    .size panic_float, . - panic_float

/* As in the entry code, with SP_EL1 in use, and not to be written to. */
    .globl panic_entry
    .type panic_entry, %function
panic_entry:
    known
    msr SPSel, #1
    mov x0, #64
    mov sp, x0
    str x0, [sp, #-16]!
    ret
    .size panic_entry, . - panic_entry
