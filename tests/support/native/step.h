/* SPDX-License-Identifier: MIT */
/*
 * Steps of a machine with native programs: whose turn it is, and what a test lets happen.
 */
#ifndef NATIVE_STEP_H
#define NATIVE_STEP_H

#include <stdbool.h>
#include <tay/host.h>

/* A machine begins, from its seed. */
void step_begin(const struct tay_host_machine *machine);

/* One thread goes on until it asks for something, or gets what it asked for. False: no core has
 * anything to do, and none will. */
bool step_take(void);

/* Traps of programs so far, and whether what the test lets happen has. */
unsigned long step_count(void);
bool step_has_struck(void);

#endif
