/* SPDX-License-Identifier: MIT */
/*
 * What the HAL contract asks of an AArch64 CPU: sizes, types, and the inline accessors.
 *
 * The first fields of struct hal_context are known to the assembly code by their offsets
 * (a64_offset.h); offset.c asserts that they agree.
 */
#ifndef HAL_ARCH_H
#define HAL_ARCH_H

#include <a64_offset.h>
#include <stdbool.h>
#include <tay/abi/trap.h>
#include <tay/abi/types.h>

#define HAL_PAGE_SHIFT 12
#define HAL_USER_LIMIT ((tay_ua_t)1 << 39)
#define HAL_PIECE_BYTES ((size_t)1 << 21) /* a level 3 table: a64_pte.h */
#define HAL_CORES_MAX 4

/* The linear map: physical address p is at this address + p, RAM only. See a64_map.h. */
#define A64_LINEAR_BASE 0xffffff8000000000u

struct hal_context {
    uint64_t x[31];      /* x0 to x30 */
    uint64_t sp;         /* SP_EL0 */
    uint64_t pc;         /* ELR_EL1 */
    uint64_t pstate;     /* SPSR_EL1 */
    uint64_t pointer;    /* TPIDR_EL0; restored at each exit, never read back from the register */
    uint64_t access;     /* CPACR_EL1: opens FP while a core keeps this thread's (keeper) */
    uint64_t ttbr;       /* TTBR0_EL1: its space */
    uint64_t zero[2];    /* for registers that are cleared by pairs */
    uint64_t fp_status;  /* FPSR */
    uint64_t fp_control; /* FPCR */
    /* The core whose fp_owner this is (a64_core.h); NULL: what follows is up to date. */
    struct a64_core *keeper;
    /* All of it is to be loaded at the next exit, even if that ends the trap which this core has
     * come in by: since then the thread may have run elsewhere, or got other registers. */
    uint32_t whole;
    bool fp_used;                     /* else the vectors below are junk, and stand for zeros */
    _Alignas(16) uint64_t vector[64]; /* v0 to v31, low half first */
};

/* x0 to x30, sp, pc, pstate; 8 bytes; FPSR, FPCR; 8 bytes; v0 to v31. */
#define HAL_CONTEXT_IMAGE_BYTES ((size_t)816)

struct hal_space {
    uint64_t *root; /* the level 1 table, in the linear map */
    uint16_t asid;  /* never 0: that is the empty space's */
};

/* Free, wanted by nobody and not barred exactly if all 64 bits are zero. */
struct hal_lock {
    _Alignas(8) uint32_t held;
    uint16_t waiting; /* cores that found it held, and have not got it yet */
    uint16_t barred;
};

static inline void *hal_linear_va(struct hal_pa pa)
{
    return (void *)(A64_LINEAR_BASE | pa.value); /* + , as physical addresses are below 2^39 */
}

static inline struct hal_pa hal_linear_pa(const void *va)
{
    return (struct hal_pa){(uintptr_t)va - A64_LINEAR_BASE};
}

static inline tay_word_t hal_context_word(const struct hal_context *context, unsigned n)
{
    return context->x[n];
}

static inline uint64_t hal_context_deadline(const struct hal_context *context)
{
    return context->x[8];
}

static inline tay_range_t hal_context_lend_read(const struct hal_context *context)
{
    return context->x[9];
}

static inline tay_range_t hal_context_lend_write(const struct hal_context *context)
{
    return context->x[10];
}

static inline void hal_context_set_word(struct hal_context *context, unsigned n, tay_word_t value)
{
    context->x[n] = value;
}

static inline tay_word_t *hal_context_place(struct hal_context *context, unsigned n)
{
    return &context->x[n];
}

static inline void hal_context_set_badge(struct hal_context *context, uint64_t badge)
{
    context->x[8] = badge;
}

static inline void hal_context_end_trap(struct hal_context *context)
{
#pragma clang loop unroll(full) /* in pairs, that is as small */
    for (unsigned n = 9; n <= 18; n++) {
        context->x[n] = 0;
    }
}

/* vectors.S clears them. */
static inline void hal_context_end_operation(struct hal_context *context)
{
    (void)context;
}

static inline void hal_context_set_pointer(struct hal_context *context, tay_ua_t pointer)
{
    context->pointer = pointer;
}

static inline void hal_context_set_space(struct hal_context *context, const struct hal_space *space)
{
    context->ttbr =
        (uint64_t)space->asid << A64_ASID_SHIFT | ((uintptr_t)space->root - A64_LINEAR_BASE);
}

static inline void hal_context_enter(struct hal_context *context)
{
    context->whole = 1;
}

static inline void hal_context_leave(const struct hal_context *context)
{
    (void)context;
    /* dsb: the thread's accesses to devices, and to memory past the caches, are complete here
     * before another thread, or this one on another core, makes others: barriers over there do not
     * order those with these, and the lock only orders what is coherent (ARM DDI 0487, B2.3.12;
     * BCM2835 ARM Peripherals, 1.3). */
    __asm__ volatile("dsb sy" ::: "memory");
}

static inline unsigned hal_core_self(void)
{
    const char *core;

    __asm__("mrs %0, tpidr_el1" : "=r"(core));
    return *(const unsigned *)(core + A64_CORE_NUMBER);
}

static inline void *hal_core_element(void *elements, size_t size_bytes)
{
    void *element = (char *)elements + hal_core_self() * size_bytes;

    /* No instruction: else the compiler would multiply again wherever it runs short of registers.
     */
    __asm__("" : "+r"(element));
    return element;
}

static inline uint64_t hal_clock(void)
{
    uint64_t ticks;

    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
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
