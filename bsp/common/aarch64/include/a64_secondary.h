/* SPDX-License-Identifier: MIT */
/*
 * The entry of the other cores: assembly (head.S) and C (secondary.c).
 */
#ifndef A64_SECONDARY_H
#define A64_SECONDARY_H

#include <hal/types.h>

struct hal_context;

/* How often the boot core looks whether the others have come up before it goes on without. */
extern uint32_t a64_secondary_looks;

/* Entered at its physical address with the MMU off; not to be called. */
extern char a64_secondary_entry[];

/* The kernel's state is made: so many cores run, and those others that have come up sleep for ever.
 */
void a64_secondary_admit(unsigned count);

/* What a core does first; the context that it is to resume. */
struct hal_context *a64_secondary_main(void);

#endif
