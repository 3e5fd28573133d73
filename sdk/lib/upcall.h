/* SPDX-License-Identifier: MIT */
/*
 * What assembler and C share of a signal's record on the stack.
 */
#ifndef LIB_UPCALL_H
#define LIB_UPCALL_H

/* The registers (tay/registers.h), and 32 bytes more; a multiple of 16, as SP is (AAPCS64,
 * 6.4.5.1). */
#define SIGNAL_FRAME_BYTES 848

#endif
