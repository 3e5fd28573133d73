/* SPDX-License-Identifier: MIT */
/*
 * FP state: between contexts and the registers of this core.
 */
#ifndef A64_CONTEXT_H
#define A64_CONTEXT_H

#include <hal/types.h>

/* The image of a context (hal/context.h): tay/registers.h. */
struct a64_image {
    uint64_t x[31];
    uint64_t sp;
    uint64_t pc;
    uint64_t pstate;
    uint64_t reserved0;
    uint64_t fp_status;
    uint64_t fp_control;
    uint64_t reserved1;
    _Alignas(16) uint64_t vector[64];
};

_Static_assert(sizeof(struct a64_image) == HAL_CONTEXT_IMAGE_BYTES, "one fact");

/* Makes the FP registers of this core those of a context, whose FP instruction has trapped. */
void a64_fp_take(struct hal_context *context);

/* fp.S; the caller has opened CPACR_EL1. */
void a64_fp_save(struct hal_context *context);
void a64_fp_load(const struct hal_context *context);

#endif
