/* SPDX-License-Identifier: MIT */
/*
 * A program's file, in another program's memory.
 */

    .section .rodata.exec_child, "a"
    .balign 16
    .globl exec_child, exec_child_end
exec_child:
    .incbin "exec-child.bin"
exec_child_end:
