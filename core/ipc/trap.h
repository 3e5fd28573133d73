/* SPDX-License-Identifier: MIT */
/*
 * The traps: which of them there are, and what each does with the registers of the running thread.
 */
#ifndef IPC_TRAP_H
#define IPC_TRAP_H

#include <sched/thread.h>

/* Takes a trap in the name of the running thread, or takes it up again. True: it has stopped at a
 * preemption point; else the thread may be gone. */
bool trap_run(struct thread *thread, unsigned trap);

#endif
