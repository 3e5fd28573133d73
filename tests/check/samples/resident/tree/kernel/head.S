/* SPDX-License-Identifier: MIT */
    .text
    .globl a64_image_start, a64_boot_end
a64_image_start:
    b stays
only_boot:
    bl stays
    ret
a64_boot_end:

    .globl stays
stays:
    adr x0, a64_image_start
    adr x0, only_boot
    cbz x0, only_boot
    bl only_boot
    ret
    .space 0x10000

    .section .rodata, "a"
    .balign 8
    .quad stays
    .quad only_boot
