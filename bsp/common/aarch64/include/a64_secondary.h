/* SPDX-License-Identifier: MIT */
/*
 * The entry of the other cores: assembly (head.S) and C (secondary.c).
 */
#ifndef A64_SECONDARY_H
#define A64_SECONDARY_H

#include <stdnoreturn.h>

/* Entered at its physical address with the MMU off; not to be called. */
extern char a64_secondary_entry[];

noreturn void a64_secondary_main(void);

#endif
