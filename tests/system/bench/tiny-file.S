/* SPDX-License-Identifier: MIT */
/*
 * The file of a program as small as they come: tiny.S.
 */

    .section .rodata.bench_tiny, "a"
    .balign 16
    .globl bench_tiny, bench_tiny_end
bench_tiny:
    .incbin "tiny.elf"
bench_tiny_end:
