/* SPDX-License-Identifier: MIT */
/*
 * Entry on the 64-bit PC through the PVH note: 32-bit protected mode, flat segments, interrupts
 * off, no paging, no stack (Xen, docs/misc/pvh.pandoc). Turns long mode on with the first GiB mapped
 * to itself (Intel SDM volume 3A, 9.8.5 "Initializing IA-32e Mode"). The loader has cleared .bss.
 */
#define NOTE_PHYS32_ENTRY 18 /* XEN_ELFNOTE_PHYS32_ENTRY: Xen, public/elfnote.h */

#define PAGE_TABLE 0x3       /* present, writable: SDM volume 3A, 4.5, table 4-15 */
#define PAGE_LARGE 0x83      /* and a 2 MiB page: table 4-18 */
#define CR4_PAE 0x20         /* SDM volume 3A, 2.5 */
#define CR0_PG 0x80000000
#define MSR_EFER 0xc0000080  /* SDM volume 3A, 2.2.1 */
#define EFER_LME 0x100
#define CODE_SELECTOR 0x08
#define STACK_BYTES 16384

    .section .note.xen, "a", @note
    .balign 4
    .long 4, 4, NOTE_PHYS32_ENTRY /* bytes of the name, bytes of the entry, type */
    .asciz "Xen"
    .long x86_64_start

    .text
    .code32
    .globl x86_64_start
    .type x86_64_start, @function
x86_64_start:
    cld
    movl $CR4_PAE, %eax
    movl %eax, %cr4
    movl $level4, %eax
    movl %eax, %cr3
    movl $MSR_EFER, %ecx
    rdmsr
    orl $EFER_LME, %eax
    wrmsr
    movl %cr0, %eax
    orl $CR0_PG, %eax
    movl %eax, %cr0
    lgdt gdt_pointer
    ljmp $CODE_SELECTOR, $long_mode

    .code64
long_mode:
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl $stack_top, %esp /* a multiple of 16, as a call wants it (System V ABI AMD64, 3.2.2) */
    xorl %ebp, %ebp
    call stub_main

    .section .rodata, "a"
    .balign 8
gdt:
    .quad 0
    .quad 0x00209b0000000000 /* 64-bit code, ring 0, accessed: SDM volume 3A, 3.4.5 and 5.2.1 */
gdt_pointer:
    .word . - gdt - 1
    .long gdt

    /* Data, because the processor sets the bits that say "accessed". */
    .data
    .balign 4096
level4:
    .quad level3 + PAGE_TABLE
    .skip 4096 - 8
level3:
    .quad level2 + PAGE_TABLE
    .skip 4096 - 8
level2:
    .set page, 0
    .rept 512
    .quad page + PAGE_LARGE
    .set page, page + 0x200000
    .endr

    .bss
    .balign 16
    .skip STACK_BYTES
stack_top:
