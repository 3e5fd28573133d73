/* SPDX-License-Identifier: MIT */
/*
 * Holds the offsets of a64_offset.h, which assembly code uses, to what the compiler lays out.
 */
#include <a64_core.h>
#include <a64_pte.h>
#include <a64_regs.h>

#define A64_AT(type, field, offset)                                                                \
    _Static_assert(offsetof(type, field) == (offset), #type "." #field " has moved")

A64_AT(struct hal_context, x, 0);
A64_AT(struct hal_context, sp, A64_CONTEXT_SP);
A64_AT(struct hal_context, pc, A64_CONTEXT_PC);
A64_AT(struct hal_context, pstate, A64_CONTEXT_PC + 8);
A64_AT(struct hal_context, pstate, A64_CONTEXT_PSTATE);
A64_AT(struct hal_context, whole, A64_CONTEXT_WHOLE);
A64_AT(struct hal_context, pointer, A64_CONTEXT_POINTER);
A64_AT(struct hal_context, access, A64_CONTEXT_ACCESS);
A64_AT(struct hal_context, ttbr, A64_CONTEXT_TTBR);
A64_AT(struct hal_context, zero, A64_CONTEXT_ZERO);
A64_AT(struct hal_context, fp_status, A64_CONTEXT_FP_STATUS);
A64_AT(struct hal_context, fp_control, A64_CONTEXT_FP_STATUS + 8);
A64_AT(struct hal_context, vector, A64_CONTEXT_VECTOR);

_Static_assert(A64_TRAP_CALL == TAY_TRAP_CALL && A64_TRAP_REPLY_RECV == TAY_TRAP_REPLY_RECV &&
                   A64_TRAP_RECV == TAY_TRAP_RECV && A64_TRAP_NOTIFY == TAY_TRAP_NOTIFY &&
                   A64_TRAP_WAIT == TAY_TRAP_WAIT && A64_TRAP_YIELD == TAY_TRAP_YIELD &&
                   A64_TRAP_YIELD == TAY_TRAP_COUNT - 1,
               "what vectors.S tells apart");
_Static_assert(UINT64_C(1) << A64_INFO_DEADLINE_BIT == TAY_INFO_DEADLINE, "one fact");
_Static_assert(A64_RESULT_CALL == (TAY_OK | TAY_KIND_CALL << TAY_RESULT_KIND_SHIFT), "one fact");

A64_AT(struct a64_core, emergency_top, A64_CORE_STACKS);
A64_AT(struct a64_core, stack_top, A64_CORE_STACKS + 8);
A64_AT(struct a64_core, fp_owner, A64_CORE_FP_OWNER);
A64_AT(struct a64_core, number, A64_CORE_NUMBER);
_Static_assert(sizeof(struct a64_core) == A64_CORE_BYTES, "head.S multiplies by the size");

A64_AT(struct a64_frame, x, 0);
A64_AT(struct a64_frame, sp, A64_FRAME_SP);
A64_AT(struct a64_frame, pc, A64_FRAME_PC);
A64_AT(struct a64_frame, pstate, A64_FRAME_PC + 8);
A64_AT(struct a64_frame, esr, A64_FRAME_ESR);
A64_AT(struct a64_frame, far, A64_FRAME_ESR + 8);
_Static_assert(sizeof(struct a64_frame) == A64_FRAME_BYTES, "vectors.S makes room for it");

/* Where SP points while it is used (SCTLR_EL1.SA): multiples of 16. */
_Static_assert(_Alignof(struct hal_context) % 16 == 0, "SP_EL1 is a context");
_Static_assert(A64_FRAME_BYTES % 16 == 0, "a frame lies on the emergency stack");
_Static_assert(A64_STACK_BYTES % 16 == 0 && A64_EMERGENCY_BYTES % 16 == 0, "stacks end aligned");

_Static_assert(HAL_CORES_MAX == A64_CORES && HAL_PAGE_BYTES == A64_PAGE, "one fact each");
_Static_assert(A64_MAIR_EL1 == (A64_MAIR_CACHED_VALUE << 8 * A64_MAIR_CACHED |
                                A64_MAIR_DEVICE_VALUE << 8 * A64_MAIR_DEVICE |
                                A64_MAIR_NONCACHEABLE_VALUE << 8 * A64_MAIR_NONCACHEABLE |
                                A64_MAIR_NONCACHEABLE_VALUE << 8 * A64_MAIR_DMA),
               "the memory types of a64_pte.h");
