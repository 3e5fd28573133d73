/* SPDX-License-Identifier: MIT */
/*
 * The director's beginning, and what it makes: see world.h for what it does then.
 */
#ifndef DIRECTOR_H
#define DIRECTOR_H

#include "world.h"

/* For what the test needs and nothing forbids. */
#define must(call) assert_int_equal(call, TAY_OK)

/* Makes processes, endpoints, notifications, and goes to sleep. */
void director_begin(void);

/* init's capability to an object. */
tay_cap_t director_handle_to(int object);
/* A new object of init's, as the kernel made it. */
int director_adopt(unsigned type, tay_cap_t handle);
/* Gives a process a copy of what init has; false: it has no room. */
bool director_give(int process, tay_cap_t handle, unsigned rights);
/* Some process but init; IPC_NONE. */
int director_pick_process(void);
/* Makes one thing of which there is too little; false: there is enough. */
bool director_replenish(void);

#endif
