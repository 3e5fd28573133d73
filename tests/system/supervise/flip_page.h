/* SPDX-License-Identifier: MIT */
/*
 * The page that flipper.c shares with a thread, and numbers of the ABI, which flipper.c asserts,
 * for the assembler. The thread's registers lie at the start of the page.
 */
#ifndef SUPERVISE_FLIP_PAGE_H
#define SUPERVISE_FLIP_PAGE_H

#define FLIP_GO 1024     /* a word of 32 bits: 1: go on */
#define FLIP_THREAD 1028 /* the thread's handle of itself */
#define FLIP_OP_RESUME 47
#define FLIP_TRAP_CALL 0

#endif
