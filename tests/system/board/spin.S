/* SPDX-License-Identifier: MIT */
/*
 * A user program that waits for an interrupt, and one that reads the clock.
 */
    .section .rodata.user, "a"

    .balign 16
    .globl spin_start, spin_clock, spin_end
spin_start:
    b .

/* x0: the counter, x1: its frequency. */
spin_clock:
    isb
    mrs x0, cntvct_el0
    mrs x1, cntfrq_el0
    svc #0
spin_end:
