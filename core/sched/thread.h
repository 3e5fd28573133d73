/* SPDX-License-Identifier: MIT */
/*
 * Threads.
 *
 * A thread runs on a core, waits for one (ready), waits in a queue (blocked), or is stopped. Its
 * user registers stand first, where the board's entry code saves them.
 */
#ifndef SCHED_THREAD_H
#define SCHED_THREAD_H

#include <hal/context.h>
#include <object/object.h>
#include <sched/timeout.h>

struct process;

enum thread_state {
    THREAD_STOPPED,
    THREAD_READY,
    THREAD_BLOCKED,
};

/* What a thread has to do in the kernel before it goes back to user mode. */
enum thread_duty {
    DUTY_NONE,
    DUTY_OPERATION, /* take up the operation again that stopped at a preemption point */
    DUTY_REAP,      /* end the objects that its operation ended */
};

struct wait_queue {
    struct tree tree;
};

struct thread {
    struct hal_context context; /* first: see hal/context.h */
    struct object object;
    /* Immutable. */
    struct process *process;
    /* Under the kernel lock. */
    struct list_node in_process;
    enum thread_state state;
    enum thread_duty duty;
    uint8_t base_priority;
    uint8_t priority;
    unsigned core;          /* whose run queue it is in, or on which it runs */
    struct list_node ready; /* in the run queue, unless it runs */
    tay_time_t slice_ns;    /* what is left of its time slice while it does not run */
    tay_time_t run_ns;      /* for how long it has run */
    struct {                /* while blocked */
        struct wait_queue *queue;
        uint64_t age;
        struct tree_node node;
        struct timeout timeout;
    } wait;
};

_Static_assert(offsetof(struct thread, context) == 0, "entry code saves to the thread's address");

static inline struct thread *thread_of(struct object *object)
{
    return container_of(object, struct thread, object);
}

static inline struct thread *thread_of_context(struct hal_context *context)
{
    return (struct thread *)context;
}

/* Makes a stopped thread whose context the caller will initialise; NULL: the process's account
 * cannot pay. */
struct thread *thread_create(struct process *process, unsigned priority);

/* Lets a stopped thread run. */
void thread_start(struct thread *thread);

/* Sets the base priority. */
void thread_set_priority(struct thread *thread, unsigned priority);

bool thread_end_step(struct object *object);

#endif
