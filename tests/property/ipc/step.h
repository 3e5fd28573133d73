/* SPDX-License-Identifier: MIT */
/*
 * One step of a thread.
 */
#ifndef IPC_STEP_H
#define IPC_STEP_H

#include "world.h"

/* The current thread does something. */
void step_take(int thread);

#endif
