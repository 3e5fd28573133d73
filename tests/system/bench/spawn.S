/* SPDX-License-Identifier: MIT */
/*
 * See spawn.h.
 */

    .text
    .balign 16
    .globl bench_spawn
    .type bench_spawn, %function
bench_spawn:
    b spawn_once

    .section .rodata.bench_tiny, "a"
    .balign 16
    .globl bench_tiny, bench_tiny_end
bench_tiny:
    .incbin "tiny.elf"
bench_tiny_end:
