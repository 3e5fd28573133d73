/* SPDX-License-Identifier: MIT */
/*
 * Sizes and offsets that the assembly code shares with C; offset.c asserts that they agree.
 */
#ifndef A64_OFFSET_H
#define A64_OFFSET_H

/* struct hal_context; x0 to x30 stand at 8 * n. */
#define A64_CONTEXT_SP 248
#define A64_CONTEXT_PC 256
#define A64_CONTEXT_PSTATE 264
#define A64_CONTEXT_POINTER 272
#define A64_CONTEXT_ACCESS 280
#define A64_CONTEXT_TTBR 288
#define A64_CONTEXT_ZERO 296
#define A64_CONTEXT_FP_STATUS 312
#define A64_CONTEXT_WHOLE 336
#define A64_CONTEXT_VECTOR 352

/* Of tay/abi/trap.h. */
#define A64_TRAP_CALL 0
#define A64_TRAP_REPLY_RECV 1
#define A64_TRAP_RECV 3
#define A64_TRAP_NOTIFY 4
#define A64_TRAP_WAIT 5
#define A64_TRAP_YIELD 6 /* the last one */
#define A64_INFO_DEADLINE_BIT 25
#define A64_RESULT_CALL 0x100 /* TAY_OK, TAY_KIND_CALL */

/* TTBR0_EL1 bits [63:48] and the operand of TLBI hold the ASID (ARM DDI 0487, D13.2.136). */
#define A64_ASID_SHIFT 48

/* struct a64_core */
#define A64_CORE_BYTES 64
#define A64_CORE_STACKS 0
#define A64_CORE_FP_OWNER 16
#define A64_CORE_NUMBER 28

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
