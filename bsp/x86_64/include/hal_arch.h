/* SPDX-License-Identifier: MIT */
/*
 * The 64-bit PC as <hal/types.h> wants it. A trap's registers are as on AArch64: 0 handle or
 * result, 1 info, 2-7 words, 8 deadline or badge, 9 and 10 the lent ranges.
 */
#ifndef HAL_ARCH_H
#define HAL_ARCH_H

#include <tay/abi/types.h>

#define HAL_PAGE_SHIFT 12
#define HAL_USER_LIMIT ((tay_ua_t)1 << 39) /* what a lent range can address */
#define HAL_CORES_MAX 1
#define HAL_ARCH_TRAP_BYTES 2 /* syscall: Intel SDM volume 2, "SYSCALL" */

struct hal_context {
    tay_word_t trap_register[11];
    tay_ua_t stack;
    tay_ua_t pc;
    tay_ua_t pointer;
};

#define HAL_CONTEXT_IMAGE_BYTES sizeof(struct hal_context)

static inline tay_word_t hal_context_word(const struct hal_context *context, unsigned n)
{
    return context->trap_register[n];
}

static inline uint64_t hal_context_deadline(const struct hal_context *context)
{
    return context->trap_register[8];
}

static inline tay_range_t hal_context_lend_read(const struct hal_context *context)
{
    return context->trap_register[9];
}

static inline tay_range_t hal_context_lend_write(const struct hal_context *context)
{
    return context->trap_register[10];
}

static inline void hal_context_set_word(struct hal_context *context, unsigned n, tay_word_t value)
{
    context->trap_register[n] = value;
}

static inline tay_word_t *hal_context_place(struct hal_context *context, unsigned n)
{
    return &context->trap_register[n];
}

static inline void hal_context_set_badge(struct hal_context *context, uint64_t badge)
{
    context->trap_register[8] = badge;
}

static inline void hal_context_end_trap(struct hal_context *context)
{
    context->trap_register[9] = 0;
    context->trap_register[10] = 0;
}

static inline void hal_context_end_operation(struct hal_context *context)
{
    hal_context_end_trap(context);
}

static inline void hal_context_set_pointer(struct hal_context *context, tay_ua_t pointer)
{
    context->pointer = pointer;
}

static inline tay_ua_t hal_context_stack(const struct hal_context *context)
{
    return context->stack;
}

#include "stub_space.h"

#endif
