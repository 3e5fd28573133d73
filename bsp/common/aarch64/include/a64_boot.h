/* SPDX-License-Identifier: MIT */
/*
 * Where head.S enters C on the boot core.
 */
#ifndef A64_BOOT_H
#define A64_BOOT_H

#include <hal/types.h>

/* MMU off: `level` is the exception level at entry. */
void a64_boot_early(unsigned level, uint64_t image_pa);

/* MMU on: `argument` is x0 at entry. Returns the first context to resume. */
struct hal_context *a64_boot_main(uint64_t argument);

/* Gives the boot code back, from outside of it. Returns the context. */
struct hal_context *a64_boot_over(struct hal_context *context);

#endif
