/* SPDX-License-Identifier: MIT */
/*
 * What a firmware leaves at address 0: where all cores begin, at EL3. Core 0 goes to the kernel, at
 * EL2 or EL1, with the address of a device tree; the others wait at EL2 for an address in the spin
 * table. The words at the end are written by the test.
 *
 * Laid out as in the Raspberry Pi tools, armstubs/armstub8.S; register values as in a64_regs.h.
 */
#include <a64_regs.h>

    .section .text, "ax"
    .globl _start
_start:
    ldr x0, =A64_SCR_EL3
    msr scr_el3, x0
    mov x0, #A64_ACTLR_EL3
    msr actlr_el3, x0
    ldr x0, =A64_SCTLR_EL2
    msr sctlr_el2, x0
    mov x0, #A64_SPSR_EL2H
    msr spsr_el3, x0
    adr x0, at_el2
    msr elr_el3, x0
    eret

at_el2:
    mrs x6, mpidr_el1
    and x6, x6, #3
    cbz x6, primary
    adr x5, spin_table
1:  wfe
    ldr x4, [x5, x6, lsl #3]
    cbz x4, 1b
    mov x0, #0
    br x4

primary:
    ldr w4, kernel
    ldr w5, level
    cmp w5, #1
    b.eq to_el1
    ldr w0, tree
    br x4

to_el1:
    ldr x0, =A64_HCR_EL2_RW
    msr hcr_el2, x0
    mov x0, #A64_CNTHCTL_EL2
    msr cnthctl_el2, x0
    mov x0, #A64_CPTR_EL2
    msr cptr_el2, x0
    ldr x0, =A64_SCTLR_EL1_OFF
    msr sctlr_el1, x0
    mov x0, #A64_SPSR_EL1H
    msr spsr_el2, x0
    msr elr_el2, x4
    ldr w0, tree
    eret
    .ltorg

    .org 0xd8
spin_table:
    .quad 0, 0, 0, 0
tree:
    .word 0
kernel:
    .word 0
level:
    .word 0
