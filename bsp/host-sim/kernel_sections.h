/* SPDX-License-Identifier: MIT */
/*
 * Included before each file of the kernel: its variables lie in sections that globals.c finds.
 */
#pragma clang section bss = "kernel_bss" data = "kernel_data"
