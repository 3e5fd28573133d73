/* SPDX-License-Identifier: MIT */
/*
 * A program that another one brings along.
 */

    .section .rodata.added_program, "a"
    .balign 16
    .globl added_program, added_program_end
added_program:
    .incbin "late.elf"
added_program_end:
