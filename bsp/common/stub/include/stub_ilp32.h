/* SPDX-License-Identifier: MIT */
/*
 * A saved user state and its accessors (hal/context.h) where a word has 32 bits.
 *
 * What has 64 bits takes two registers, low half first. The registers of a trap are:
 * 0 handle or result, 1 info, 2-7 words, 8-9 deadline or badge, 10-11 range lent for reading,
 * 12-13 range lent for writing.
 */
#ifndef STUB_ILP32_H
#define STUB_ILP32_H

#include <tay/abi/trap.h>
#include <tay/abi/types.h>

#define STUB_TRAP_REGISTERS 14

struct hal_context {
    tay_word_t trap_register[STUB_TRAP_REGISTERS];
    tay_ua_t stack;
    tay_ua_t pc;
    tay_ua_t pointer;
};

#define HAL_CONTEXT_IMAGE_BYTES sizeof(struct hal_context)

static inline uint64_t stub_context_pair(const struct hal_context *context, unsigned n)
{
    return context->trap_register[n] | (uint64_t)context->trap_register[n + 1] << 32;
}

static inline tay_word_t hal_context_word(const struct hal_context *context, unsigned n)
{
    return context->trap_register[n];
}

static inline uint64_t hal_context_deadline(const struct hal_context *context)
{
    return stub_context_pair(context, 8);
}

static inline tay_range_t hal_context_lend_read(const struct hal_context *context)
{
    return stub_context_pair(context, 10);
}

static inline tay_range_t hal_context_lend_write(const struct hal_context *context)
{
    return stub_context_pair(context, 12);
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
    context->trap_register[8] = (tay_word_t)badge;
    context->trap_register[9] = (tay_word_t)(badge >> 32);
}

static inline void hal_context_end_trap(struct hal_context *context)
{
    for (unsigned n = 10; n < STUB_TRAP_REGISTERS; n++) {
        context->trap_register[n] = 0;
    }
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

#endif
