/* SPDX-License-Identifier: MIT */
/*
 * Sizes and offsets that the assembly code shares with C; offset.c asserts that they agree.
 */
#ifndef A64_OFFSET_H
#define A64_OFFSET_H

/* struct hal_context; x0 to x30 stand at 8 * n. */
#define A64_CONTEXT_SP 248
#define A64_CONTEXT_PC 256
#define A64_CONTEXT_POINTER 272
#define A64_CONTEXT_FP_STATUS 280
#define A64_CONTEXT_VECTOR 304

/* struct a64_core */
#define A64_CORE_BYTES 64
#define A64_CORE_STACKS 0
#define A64_CORE_FP_OWNER 16

/* struct a64_frame; x0 to x30 stand at 8 * n. */
#define A64_FRAME_SP 248
#define A64_FRAME_PC 256
#define A64_FRAME_ESR 272
#define A64_FRAME_BYTES 288

/*
 * The stacks of one core, lowest first: guard page, kernel stack, guard page, emergency stack. The
 * guard pages are not mapped.
 */
#define A64_PAGE 4096
#define A64_STACK_BYTES 16384
#define A64_EMERGENCY_BYTES 8192
#define A64_STACK_OFFSET A64_PAGE
#define A64_EMERGENCY_OFFSET (A64_STACK_OFFSET + A64_STACK_BYTES + A64_PAGE)
#define A64_STACKS_STRIDE (A64_EMERGENCY_OFFSET + A64_EMERGENCY_BYTES)
#define A64_CORES 4

#endif
