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
