/* SPDX-License-Identifier: MIT */
/*
 * One step of a thread.
 */
#ifndef IPC_STEP_H
#define IPC_STEP_H

#include "world.h"

/* The current thread does something. */
void step_take(int thread);
/* Whatever has begun to end ends. Threads that run meanwhile do no more than change priorities, so
 * that it does not matter what has ended already. */
void step_until_ended(void);

#endif
