/* SPDX-License-Identifier: MIT */
/*
 * The traps: which of them there are, and what each does with the registers of the running thread.
 */
#ifndef IPC_TRAP_H
#define IPC_TRAP_H

#include <object/reaper.h>
#include <sched/thread.h>
#include <syscall/invocation.h>

/* Takes a trap in the name of the running thread, or takes it up again. True: it has stopped at a
 * preemption point; else the thread may be gone. */
bool trap_run(struct thread *thread, unsigned trap);

/* Whether nothing is left to do after an operation of the running thread but to tell it the status.
 * ended_before: what reaper_count was. */
static inline bool trap_is_over(const struct thread *thread, enum tay_status status,
                                unsigned ended_before)
{
    return status < TAY_STATUS_COUNT && status != TAY_ENOMEM && reaper_count() == ended_before &&
           thread->cloning == NULL;
}

/* Does the rest after such an operation; the answer is that of trap_run. */
bool trap_end_operation(struct thread *thread, enum tay_status status, unsigned ended_before);

#endif
