/* SPDX-License-Identifier: MIT */
/*
 * Entry on the 32-bit PC from a multiboot loader: protected mode, flat segments, interrupts off, no
 * paging, no stack (Multiboot specification 0.6.96, 3.2). The loader has cleared .bss.
 */
#define MULTIBOOT_MAGIC 0x1badb002 /* 3.1.2 "The magic fields of Multiboot header" */
#define MULTIBOOT_FLAGS 0          /* asks for nothing; the ELF headers say where to load */
#define STACK_BYTES 16384

    .section .multiboot, "a"
    .balign 4
    .long MULTIBOOT_MAGIC
    .long MULTIBOOT_FLAGS
    .long -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

    .text
    .globl x86_start
    .type x86_start, @function
x86_start:
    movl $stack_top, %esp /* a multiple of 16, as a call wants it (System V ABI i386, 2.2.2) */
    xorl %ebp, %ebp
    cld
    call stub_main

    .bss
    .balign 16
    .skip STACK_BYTES
stack_top:
