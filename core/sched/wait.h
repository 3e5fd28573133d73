/* SPDX-License-Identifier: MIT */
/*
 * Blocked threads: a queue ordered by priority, then age, and a deadline for each.
 */
#ifndef SCHED_WAIT_H
#define SCHED_WAIT_H

#include <sched/thread.h>

static inline void wait_queue_init(struct wait_queue *queue)
{
    tree_init(&queue->tree);
}

/* Blocks the running thread until wait_wake, or until the deadline, which gives TAY_ETIMEDOUT. */
void wait_block(struct thread *thread, struct wait_queue *queue, tay_time_t deadline_ns);

/* The thread whose turn it is, or NULL. */
struct thread *wait_first(const struct wait_queue *queue);

/* Takes a thread out of its queue and lets it run on with this status. Its words, if any, have been
 * set before. */
void wait_wake(struct thread *thread, enum tay_status status);

/* Takes a thread out of its queue, for good. */
void wait_abandon(struct thread *thread);

/* The thread's priority has changed: its place in the queue follows. */
void wait_reorder(struct thread *thread);

#endif
