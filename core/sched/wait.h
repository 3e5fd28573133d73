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

/* Whether the running thread may block. False: it has got TAY_ECANCELED, because that or an
 * interrupt was due, or TAY_ETIMEDOUT, because the deadline has passed. */
TAY_MUST_CHECK bool wait_may_block(struct thread *thread, tay_time_t deadline_ns);

/* Blocks the running thread until it is woken, or until the deadline. It is in no queue yet. */
void wait_block(struct thread *thread, enum thread_state state, tay_time_t deadline_ns);

/* Puts a blocked thread into a queue, behind those of its priority. */
void wait_enqueue(struct thread *thread, struct wait_queue *queue);

/* The thread whose turn it is, or NULL. */
struct thread *wait_first(const struct wait_queue *queue);

/* Takes a blocked thread out of whatever it waits in; it stays blocked. */
void wait_leave_queue(struct thread *thread);

/* Lets a blocked thread run on, its result being in its registers. */
void wait_wake(struct thread *thread);

/* The same for a thread that goes on with a time slice that has begun. */
void wait_wake_first(struct thread *thread);

/* Sets a result that is a status and an info word; its words are in the registers. */
void wait_set_result(struct thread *thread, enum tay_status status, tay_word_t info);

/* wait_wake with a result that is a status and an info word; its words are in its registers. */
void wait_finish(struct thread *thread, enum tay_status status, tay_word_t info);

/* Ends what a thread is blocked in, a call or a wait, with a status. */
void wait_end(struct thread *thread, enum tay_status status);

/* Takes a thread out of its queue, for good. */
void wait_abandon(struct thread *thread);

/* The thread's priority has changed: its place in the queue follows. */
void wait_reorder(struct thread *thread);

#endif
