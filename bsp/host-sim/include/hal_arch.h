/* SPDX-License-Identifier: MIT */
/*
 * What the HAL contract asks of the simulated CPU: sizes, types, and the inline accessors.
 *
 * A context is a value that the harness fills in and reads; beyond the registers of AArch64 it
 * knows whether its trap has been ended, so that a thread that goes on without that is seen, and
 * whether its registers are an image's and not what a trap gave. `serial` tells it from others that
 * stood, or will stand, at the same place.
 */
#ifndef HAL_ARCH_H
#define HAL_ARCH_H

#include <tay/abi/trap.h>
#include <tay/abi/types.h>

#define HAL_PAGE_SHIFT 12
#define HAL_USER_LIMIT ((tay_ua_t)1 << 39)
#define HAL_PIECE_BYTES ((size_t)1 << 21) /* a level 3 table: a64_pte.h */
#define HAL_CORES_MAX 4

struct hal_context {
    uint64_t reg[31];
    uint64_t sp;
    uint64_t pc;
    uint64_t pointer;
    bool in_trap;  /* taken and not ended */
    bool imported; /* an image was imported since the last trap was taken */
    uint64_t serial;
    const struct hal_space *space; /* that it translates by */
};

/* reg, sp, pc */
#define HAL_CONTEXT_IMAGE_BYTES (33 * sizeof(uint64_t))

struct hal_space {
    uint64_t *root;
    uint16_t asid;
};

struct hal_lock {
    bool held;
    unsigned barred;
    uint64_t free_from; /* by the cores' clocks */
};

/* Bounds are checked: only RAM is in the linear map. */
void *machine_linear_va(uintptr_t pa);
uintptr_t machine_linear_pa(const void *va);

static inline void *hal_linear_va(struct hal_pa pa)
{
    return machine_linear_va(pa.value);
}

static inline struct hal_pa hal_linear_pa(const void *va)
{
    return (struct hal_pa){machine_linear_pa(va)};
}

static inline tay_word_t hal_context_word(const struct hal_context *context, unsigned n)
{
    return context->reg[n];
}

static inline uint64_t hal_context_deadline(const struct hal_context *context)
{
    return context->reg[8];
}

static inline tay_range_t hal_context_lend_read(const struct hal_context *context)
{
    return context->reg[9];
}

static inline tay_range_t hal_context_lend_write(const struct hal_context *context)
{
    return context->reg[10];
}

/* Results come before the end of the trap. */
void machine_check_in_trap(const struct hal_context *context);

static inline void hal_context_set_word(struct hal_context *context, unsigned n, tay_word_t value)
{
    machine_check_in_trap(context);
    context->reg[n] = value;
}

static inline tay_word_t *hal_context_place(struct hal_context *context, unsigned n)
{
    machine_check_in_trap(context);
    return &context->reg[n];
}

static inline void hal_context_set_badge(struct hal_context *context, uint64_t badge)
{
    context->reg[8] = badge;
}

static inline void hal_context_end_trap(struct hal_context *context)
{
    for (unsigned n = 9; n <= 18; n++) {
        context->reg[n] = 0;
    }
    context->in_trap = false;
}

static inline void hal_context_end_operation(struct hal_context *context)
{
    hal_context_end_trap(context);
}

static inline void hal_context_set_pointer(struct hal_context *context, tay_ua_t pointer)
{
    context->pointer = pointer;
}

static inline void hal_context_set_space(struct hal_context *context, const struct hal_space *space)
{
    context->space = space;
}

static inline void hal_context_enter(struct hal_context *context)
{
    (void)context; /* its registers are always there */
}

void machine_context_leave(const struct hal_context *context);
unsigned machine_core_self(void);
uint64_t machine_now(void);

static inline void hal_context_leave(const struct hal_context *context)
{
    machine_context_leave(context);
}

static inline unsigned hal_core_self(void)
{
    return machine_core_self();
}

static inline void *hal_core_element(void *elements, size_t size_bytes)
{
    return (char *)elements + hal_core_self() * size_bytes;
}

/* A tick is a nanosecond. */
static inline uint64_t hal_clock(void)
{
    return machine_now();
}

static inline tay_ua_t hal_context_stack(const struct hal_context *context)
{
    return context->sp;
}

/* Of two levels below the root. See hal/space.h. */
static inline size_t hal_space_tables_max(tay_ua_t address, size_t bytes)
{
    tay_ua_t last = address + bytes - 1;
    return (last >> 21) - (address >> 21) + (last >> 30) - (address >> 30) + 2;
}

#endif
