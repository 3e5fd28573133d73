/* SPDX-License-Identifier: MIT */
/*
 * Cloning a process: a new one with the same memory, copied on write, the same handles, and one
 * thread, which waits for an answer to the same call as the thread that is cloned.
 *
 * It is done in steps. Meanwhile no thread of the process runs, so that what the child gets is its
 * state at one moment; a thread that is to run is held back by the scheduler. If the call that the
 * cloned thread has made ends, or either process or the operation's own thread does, the clone is
 * given up, and the child, which nobody has heard of, ends.
 */
#ifndef PROCESS_CLONE_H
#define PROCESS_CLONE_H

#include <process/process.h>

struct reply;

/* Begins to clone the process of `caller`, whose call is taken or put aside. False: the account
 * cannot pay, and nothing happened. */
bool clone_begin(struct thread *by, struct thread *caller);

enum clone_progress {
    CLONE_WAITS,   /* for another core: the core is to sleep */
    CLONE_GOES_ON, /* something else is due first */
    CLONE_READY,   /* clone_finish is left to do */
    CLONE_UNPAID   /* the account cannot pay for more */
};

/* Goes on, piece by bounded piece, until something else is due. */
enum clone_progress clone_on(struct process *process);

/* What the child is told apart by. */
struct clone_labels {
    struct endpoint *supervisor; /* or NULL */
    uint64_t exited;             /* badge of what the supervisor hears */
    uint64_t abandoned;          /* badge of what its call's server hears, should it give up */
};

/* Ends the clone: the child's thread waits for an answer by the reply that is returned, and the
 * process runs on. NULL: the account cannot pay for the reply. */
struct reply *clone_finish(struct process *process, const struct clone_labels *labels);

/* Gives up what is begun. */
void clone_abort(struct process *process);

#endif
