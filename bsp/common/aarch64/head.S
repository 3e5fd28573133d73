/* SPDX-License-Identifier: MIT */
/*
 * Where cores enter the kernel: from EL3, EL2 or EL1, MMU off, at any physical address that is a
 * multiple of 4 KiB.
 *
 * Addresses are formed relative to the program counter, so that the code runs at its physical
 * address first and, after a64_mmu_on, at the one that it was linked for. Nothing is written with
 * the MMU off by more than one core, and nothing that is written so is read through a cache before
 * it has been invalidated there.
 */
#include <a64_offset.h>
#include <a64_regs.h>

.macro address register, symbol
    adrp \register, \symbol
    add \register, \register, :lo12:\symbol
.endm

/* Both stacks of core number \core, SPSel = 0: C code runs on SP_EL0, exceptions find SP_EL1. */
.macro set_stacks core
    address x1, a64_stacks
    mov x2, #A64_STACKS_STRIDE
    madd x1, \core, x2, x1
    mov x2, #A64_STACKS_STRIDE
    add x2, x1, x2
    msr SPSel, #1
    mov sp, x2
    msr SPSel, #0
    add x1, x1, #A64_EMERGENCY_OFFSET - A64_PAGE
    mov sp, x1
.endm

.macro set_core core
    address x1, a64_cores
    add x1, x1, \core, lsl #6 /* A64_CORE_BYTES */
    msr tpidr_el1, x1
    address x1, a64_vectors
    msr vbar_el1, x1
    isb /* exceptions come to these vectors from here on (ARM DDI 0487, D13.1.2) */
.endm

/* The Image header (Linux, Documentation/arm64/booting.rst, 4). */
    .section .text.head, "ax"
    .globl _start
_start:
    b a64_entry
    .long 0
    .quad 0x80000         /* where the image wants to lie, from a multiple of 2 MiB */
    .quad a64_image_bytes /* with .bss and stacks: what follows is free, or the payload */
    .quad 2               /* little-endian, 4 KiB pages */
    .quad 0, 0, 0
    .ascii "ARM\x64"
    .long 0

/* x19: x0 at entry. x20: exception level at entry. */
a64_entry:
    msr daifset, #0xf
    mrs x1, mpidr_el1
    tst x1, #0xff
    b.ne a64_park
    mov x19, x0
    mrs x20, CurrentEL
    lsr x20, x20, #2
    bl a64_drop

    address x0, a64_bss_start
    address x1, a64_bss_end
1:  stp xzr, xzr, [x0]
    stp xzr, xzr, [x0, #16]
    stp xzr, xzr, [x0, #32]
    stp xzr, xzr, [x0, #48]
    add x0, x0, #64
    cmp x0, x1
    b.lo 1b

    set_stacks xzr
    set_core xzr
    mov x29, xzr
    mov x30, xzr
    mov x0, x20
    address x1, a64_image_start
    bl a64_boot_early

    /* What this core wrote with its cache off is newer than what a cache may hold. */
    address x0, a64_image_start
    address x1, a64_image_end
1:  .rept 8 /* of the 64 lines of a page */
    dc ivac, x0
    add x0, x0, #64 /* CTR_EL0.DminLine of the Cortex-A53 (DDI 0500, 4.3.19) */
    .endr
    cmp x0, x1
    b.lo 1b
    dsb sy /* the invalidations before the first cacheable access */

    ldr x30, =1f
    b a64_mmu_on
1:  set_stacks xzr
    set_core xzr
    mov x29, xzr
    mov x30, xzr
    mov x0, x19
    bl a64_boot_main
    b boot_over

    .section .text.entry, "ax"
boot_over:
    bl a64_boot_over
    b a64_resume

/*
 * Turns the MMU on and returns to x30, an address in the kernel's window. Runs in the identity map
 * and leaves without a user address space.
 */
a64_mmu_on:
    ldr x1, =A64_MAIR_EL1
    msr mair_el1, x1
    ldr x1, =A64_TCR_EL1
    mrs x2, id_aa64mmfr0_el1 /* PARange (3:0) has the encoding of IPS */
    bfi x1, x2, #32, #3
    msr tcr_el1, x1
    address x1, a64_identity_root
    msr ttbr0_el1, x1
    address x1, a64_kernel_root
    msr ttbr1_el1, x1
    dsb sy /* all stores to tables before the first walk */
    ic iallu
    tlbi vmalle1
    dsb nsh /* both invalidations are complete */
    isb
    ldr x1, =A64_SCTLR_EL1_ON
    msr sctlr_el1, x1
    isb
    br x30

/* A core that came here although the boot core had not released it: as if it were parked by the
 * firmware, but in the kernel's own code. The flag is in memory, since caches are off here. */
a64_park:
    address x1, a64_parked_release
1:  wfe
    ldr x2, [x1]
    cbz x2, 1b

/* Where released cores enter. */
    .globl a64_secondary_entry
a64_secondary_entry:
    msr daifset, #0xf
    mrs x19, mpidr_el1
    and x19, x19, #0xff
    cmp x19, #A64_CORES
    b.hs a64_hang
    bl a64_drop
    ldr x30, =1f
    b a64_mmu_on
1:  set_stacks x19
    set_core x19
    mov x29, xzr
    mov x30, xzr
    bl a64_secondary_main
    b a64_resume

a64_hang:
    wfe
    b a64_hang

/* Goes down to EL1h with MMU and caches off and returns to x30. Changes x1 and x2. */
a64_drop:
    mrs x1, CurrentEL
    cmp x1, #3 << 2
    b.eq 3f
    cmp x1, #2 << 2
    b.eq 2f
    b 1f

3:  ldr x1, =A64_SCR_EL3
    msr scr_el3, x1
    msr cptr_el3, xzr
    msr mdcr_el3, xzr
    mov x1, #A64_ACTLR_EL3
    msr actlr_el3, x1
    mrs x1, S3_1_C15_C2_1 /* CPUECTLR_EL1 (DDI 0500, 4.3.81) */
    orr x1, x1, #A64_CPUECTLR_SMPEN
    msr S3_1_C15_C2_1, x1
    mrs x1, id_aa64pfr0_el1
    ubfx x1, x1, #A64_PFR0_GIC_SHIFT, #4
    cbz x1, 4f
    mov x1, #A64_ICC_SRE
    msr icc_sre_el3, x1
    isb /* ICC_SRE_EL2 can be written after it */
4:  ldr x1, =A64_SCTLR_EL2
    msr sctlr_el2, x1
    mov x1, #A64_SPSR_EL2H
    msr spsr_el3, x1
    adr x1, 2f
    msr elr_el3, x1
    eret

2:  mov x1, #A64_HCR_EL2_RW
    msr hcr_el2, x1
    mov x1, #A64_CNTHCTL_EL2
    msr cnthctl_el2, x1
    msr cntvoff_el2, xzr
    mov x1, #A64_CPTR_EL2
    msr cptr_el2, x1
    msr hstr_el2, xzr
    msr vttbr_el2, xzr
    mrs x1, id_aa64pfr0_el1
    ubfx x1, x1, #A64_PFR0_GIC_SHIFT, #4
    cbz x1, 5f
    mov x1, #A64_ICC_SRE
    msr icc_sre_el2, x1
    isb /* the next exists only after it */
    msr ich_hcr_el2, xzr
5:  mrs x1, pmcr_el0 /* all event counters (N, 15:11) belong to EL1: MDCR_EL2.HPMN */
    ubfx x1, x1, #11, #5
    msr mdcr_el2, x1
    mrs x1, midr_el1
    msr vpidr_el2, x1
    mrs x1, mpidr_el1
    msr vmpidr_el2, x1
    ldr x1, =A64_SCTLR_EL1_OFF
    msr sctlr_el1, x1
    mov x1, #A64_SPSR_EL1H
    msr spsr_el2, x1
    adr x1, 1f
    msr elr_el2, x1
    eret

1:  ldr x1, =A64_SCTLR_EL1_OFF
    msr sctlr_el1, x1
    msr cpacr_el1, xzr
    mov x1, #A64_CNTKCTL_EL1
    msr cntkctl_el1, x1
    mov x1, #A64_MDSCR_EL1
    msr mdscr_el1, x1
    msr pmuserenr_el0, xzr
    msr tpidrro_el0, xzr
    msr contextidr_el1, xzr
    msr cntv_ctl_el0, xzr
    isb
    ret

/* Guard pages, kernel stacks and emergency stacks of all cores: see a64_offset.h. */
    .section .stacks, "aw", @nobits
    .balign A64_PAGE
    .globl a64_stacks
a64_stacks:
    .space A64_CORES * A64_STACKS_STRIDE
