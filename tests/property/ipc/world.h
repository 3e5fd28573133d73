/* SPDX-License-Identifier: MIT */
/*
 * The machine and the processes in it. init's thread is the director: more important than all
 * others, it sleeps until a line fires, does one thing, and sleeps again.
 */
#ifndef IPC_WORLD_H
#define IPC_WORLD_H

#include "compare.h"

#include <tay/operations.h>

#define DIRECTOR 0
#define INIT 0
#define DIRECTOR_PRIORITY 63u
#define PRIORITIES 62u /* of all others */

/* Choices by the seed. */
unsigned pick(unsigned n);
bool one_in(unsigned n);
/* The same, but for plain worlds rarely. */
bool peculiar(unsigned n);
uint64_t pick_word(void);

unsigned pick_priority(unsigned ceiling);

/* One of a process's capabilities to a type, with these rights at least; IPC_NONE: it has none. */
int pick_cap(int process, unsigned type, unsigned rights);
/* A time ahead at which nobody else wakes. */
tay_time_t pick_deadline(void);
/* One of the live threads but the director; IPC_NONE. */
int pick_thread(void);
unsigned count_live(unsigned type);

/* Starts a machine with so many cores and the model of it. */
void world_begin(unsigned seed, unsigned cores);

/* Several cores. A kick may come late: then its core acts before it has seen it. Whoever cannot
 * do with that lets all kicks come first. */

/* Chooses the core that acts, and with that at times which take no interrupts for a while. False:
 * all are idle. */
bool world_choose_core(void);
/* All kicks come. */
void world_let_kicks_come(void);
/* The same; whether the thread, which is current, still is. */
bool world_is_undisturbed(int n);
/* The core acts on which the thread runs. */
void world_select(int n);
/* The handle of the notification of a process that nobody signals. */
tay_cap_t world_idle(int process);

/* A thread, which must be current, takes a trap. */
void world_trap(int n, unsigned trap, tay_word_t handle, struct tay_message message);
/* It waits on what nobody signals, for a while. */
void world_sleep(int n);
/* Time passes. */
void world_advance(tay_time_t ns);
/* A thread runs that the model has ended already: it sleeps, out of the way. */
void world_let_go(void);
/* The director does one thing. */
void world_direct(void);

#endif
