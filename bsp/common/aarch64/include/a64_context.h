/* SPDX-License-Identifier: MIT */
/*
 * FP state: between contexts and the registers of this core.
 */
#ifndef A64_CONTEXT_H
#define A64_CONTEXT_H

#include <hal/types.h>

/* Makes the FP registers of this core those of a context, whose FP instruction has trapped. */
void a64_fp_take(struct hal_context *context);

/* fp.S; the caller has opened CPACR_EL1. */
void a64_fp_save(struct hal_context *context);
void a64_fp_load(const struct hal_context *context);

#endif
