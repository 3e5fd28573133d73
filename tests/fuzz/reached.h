/* SPDX-License-Identifier: MIT */
/*
 * What a sequence of steps has reached: how often each operation gave each status, and the other
 * traps. Counts run on from machine to machine.
 */
#ifndef REACHED_H
#define REACHED_H

#include <stdbool.h>
#include <tay/abi/operation.h>
#include <tay/abi/status.h>

/* Counted as an operation: traps other than calls. */
#define REACHED_TRAP 0u

/* Notes the status that an operation (or REACHED_TRAP) gave. */
void reached_note(unsigned operation, enum tay_status status);

/* How often an operation gave a status; how often any trap did. */
unsigned long reached_count(unsigned operation, enum tay_status status);
unsigned long reached_status(enum tay_status status);

/* Whether every operation has succeeded; the others are named on stderr. */
bool reached_every_operation(void);

/* Prints all counts to stderr. */
void reached_print(void);

#endif
