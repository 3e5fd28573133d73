/* SPDX-License-Identifier: MIT */
good:
    msr vbar_el1, x0
    msr tpidr_el1, x0
    cbz x1, good
    isb
    msr sctlr_el1, x0
    eret
good_loop:
    dc civac, x0
    cmp x0, x1
    b.lo good_loop
    dsb sy
    ret
good_tlb:
    dsb ishst
1:
    ldr x0, [x1], #8
    tlbi vae1is, x0
    cbnz x0, 1b
    dsb ish
    isb
    dsb ish
    ic ialluis
    dsb ish
    isb
    tlbi vmalle1
    dsb nsh
    isb
    msr SPSel, #1
    dsb sy
    sev
    ret
bad_msr:
    msr ttbr0_el1, x0
    ret
bad_call:
    msr vbar_el1, x0
    bl good
    isb
    ret
bad_end:
    msr cpacr_el1, x0
behind_it:
    isb
    ret
bad_tlb:
    tlbi vae1is, x0
    dsb ish
    isb
    dsb ishst
    tlbi vae1is, x0
    dsb nsh
    isb
    ret
bad_order:
    dsb ish
    ic ialluis
    isb
    dsb ish
    ret
bad_clean:
    dc ivac, x0
    dsb ishst
    ret
bad_event:
    str x0, [x1]
    sev
    ret
bad_store:
    dsb ishst
    str xzr, [x1]
    tlbi vae1is, x0
    dsb ish
    isb
    ret
