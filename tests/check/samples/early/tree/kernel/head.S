/* SPDX-License-Identifier: MIT */
    .globl a64_entry
a64_entry:
    bl early_strict
    bl early_loose
    bl a64_mmu_on
    bl a64_boot_main
a64_mmu_on:
    br x30
a64_boot_main:
    ldaxr w0, [x1]
    stxr w2, w0, [x1]
    b late_loose
a64_secondary_entry:
    ldaxrb w0, [x1]
    cbz w0, bad
falls_through:
    ldxr x0, [x1]
bad:
    stlxp w0, x1, x2, [x3]
    dc zva, x0
    dc ivac, x0
    ldr d0, [x0]
    blr x1
    adr x1, bad
    br x1 /* good */
