/* SPDX-License-Identifier: MIT */
/*
 * The lock and the address space of a board that has neither yet.
 *
 * Physical memory is its own linear map.
 */
#ifndef STUB_SPACE_H
#define STUB_SPACE_H

#include <stdint.h>

#define HAL_PIECE_BYTES ((size_t)1 << 21) /* any multiple of the page size: nothing is mapped */

struct hal_lock {
    unsigned taken;
};

struct hal_space {
    struct hal_pa root;
};

/* In place of those of <hal/types.h> that are inline elsewhere. */
unsigned stub_core_self(void);
uint64_t stub_clock(void);
void stub_context_set_space(struct hal_context *context, const struct hal_space *space);
void stub_context_enter(struct hal_context *context);
void stub_context_leave(const struct hal_context *context);

static inline unsigned hal_core_self(void)
{
    return stub_core_self();
}

static inline void *hal_core_element(void *elements, size_t size_bytes)
{
    return (char *)elements + hal_core_self() * size_bytes;
}

static inline uint64_t hal_clock(void)
{
    return stub_clock();
}

static inline void hal_context_set_space(struct hal_context *context, const struct hal_space *space)
{
    stub_context_set_space(context, space);
}

static inline void hal_context_enter(struct hal_context *context)
{
    stub_context_enter(context);
}

static inline void hal_context_leave(const struct hal_context *context)
{
    stub_context_leave(context);
}

static inline void *hal_linear_va(struct hal_pa pa)
{
    return (void *)pa.value;
}

static inline struct hal_pa hal_linear_pa(const void *va)
{
    return (struct hal_pa){(uintptr_t)va};
}

/* There are none yet. */
static inline size_t hal_space_tables_max(tay_ua_t address, size_t bytes)
{
    (void)address;
    (void)bytes;
    return 0;
}

#endif
