/* SPDX-License-Identifier: MIT */
/*
 * Where the model and the kernel meet: every comparison is made here.
 */
#ifndef IPC_COMPARE_H
#define IPC_COMPARE_H

#include "model.h"

#include <sim.h>

/* The kernel has made a capability that the model knows; this is its handle. */
void compare_learn(int n, tay_cap_t handle);
/* What an operation has come back with. */
void compare_status(int n, enum tay_status expected, enum tay_status status);
/* Results that have come. While something is half ended some may still be due. */
void compare_results(bool all);
/* All: results, who runs, who waits where in which order, priorities, messages, tables. */
void compare_all(void);
/* The bytes of a process's memory. */
void compare_memory(int process);

struct hal_context *compare_context(int n);
/* The model's thread that the kernel has chosen; IPC_NONE. */
int compare_current(void);

#endif
