/* SPDX-License-Identifier: MIT */
/*
 * Where vectors.S enters C.
 */
#ifndef A64_FAULT_H
#define A64_FAULT_H

#include <hal/types.h>
#include <stdnoreturn.h>

struct a64_frame;

/* A synchronous exception at EL0 that is not SVC. Returns the context to resume. */
struct hal_context *a64_on_user_fault(struct hal_context *context, uint64_t esr, uint64_t far);

/* An asynchronous external abort, taken at EL0. */
struct hal_context *a64_on_user_serror(struct hal_context *context, uint64_t esr);

noreturn void a64_on_user_fiq(void);

/* An exception in the kernel; `vector` counts the 16 vectors from 0. On the emergency stack. */
noreturn void a64_on_kernel_exception(const struct a64_frame *frame, unsigned vector);

/* The C half of hal_panic. On the emergency stack. */
noreturn void a64_panic(const char *message, const struct a64_frame *frame);

#endif
