/* SPDX-License-Identifier: MIT */
/*
 * What the scheduler keeps for each core: a run queue, and who runs. For core/sched, and
 * for ways that must be short.
 *
 * A core other than the acting one is never changed but for its queue: it is asked, by a kick, to
 * enter the kernel, where it finds out for itself what there is to do.
 */
#ifndef SCHED_CORE_H
#define SCHED_CORE_H

#include <hal/core.h>
#include <sched/scheduler.h>
#include <sched/thread.h>

struct run_queue {
    uint64_t bitmap; /* bit p: list p is not empty */
    struct list list[TAY_PRIORITY_COUNT];
};

struct core {
    struct thread *current;
    struct process *space_of; /* whose address space is active while nobody runs; while somebody
                                 does, whose may still be in use: ipc/fast.c */
    uint64_t slice_end;       /* of the slice that the running thread spends, in ticks */
    struct run_queue free;    /* those whom another core may pull */
    struct run_queue pinned;
    int64_t first_turn; /* of those in the queues, and the last one */
    int64_t last_turn;
    uint64_t since; /* what was spent before that is accounted for, in ticks */
    uint64_t armed; /* the timer fires then, or before: in ticks */
    unsigned number;
    bool look;   /* something has happened, so that it is to be chosen anew who runs */
    bool evicts; /* its thread was pinned to another core */
    bool idle;   /* it sleeps, and has not been kicked since it found nothing to do */
    bool waits;  /* its thread waits for another core to let go of something */
    bool asked;  /* others wait for it, or did: the next kick that it takes wakes those that do */
};

extern struct core sched_cores[HAL_CORES_MAX];
extern unsigned sched_idle_count; /* of cores that are idle */

static inline struct core *core_self(void)
{
    return (struct core *)hal_core_element(sched_cores, sizeof(struct core));
}

/* The core on which a thread runs; NULL: on none. */
static inline struct core *core_of(const struct thread *thread)
{
    return thread->core->current == thread ? thread->core : NULL;
}

/* Whether a thread that has come in on a core, and may be gone since, goes on there: no flag tells
 * otherwise, and nothing has happened that says that another one may have to run. */
static inline bool core_goes_on(const struct core *core, const struct thread *thread)
{
    return core->current == thread && !core->look && thread->plain_on == core;
}

/* Whose address space is active. */
static inline struct process *core_space(const struct core *core)
{
    return core->current != NULL ? core->current->process : core->space_of;
}

/* Bit p: a thread of priority p waits. */
static inline uint64_t core_waiting(const struct core *core)
{
    return core->free.bitmap | core->pinned.bitmap;
}

static inline void core_set_idle(struct core *core, bool idle)
{
    sched_idle_count += (unsigned)idle - (unsigned)core->idle;
    core->idle = idle;
}

/* Whether the thread may run there. */
static inline bool core_suits(const struct core *core, const struct thread *thread)
{
    return thread->affinity == AFFINITY_NONE || thread->affinity == core->number;
}

/* The highest priority in a bitmap that is not empty. */
static inline unsigned core_highest_of(uint64_t bitmap)
{
    return TAY_PRIORITY_MAX - (unsigned)__builtin_clzll(bitmap);
}

/* Somebody is there. */
static inline struct thread *run_queue_first(const struct run_queue *queue, unsigned priority)
{
    return container_of(queue->list[priority].head.next, struct thread, ready);
}

static inline struct run_queue *core_queue_of(struct core *core, const struct thread *thread)
{
    return thread->affinity == AFFINITY_NONE ? &core->free : &core->pinned;
}

/* core_enqueue and core_dequeue for a thread that is of this core already, and when what follows
 * from it is known. */
static inline __attribute__((always_inline)) void core_put(struct core *core, struct thread *thread,
                                                           bool at_front)
{
    struct run_queue *queue = core_queue_of(core, thread);
    if (at_front) {
        thread->turn = --core->first_turn;
        list_push_front(&queue->list[thread->priority], &thread->ready);
    } else {
        thread->turn = ++core->last_turn;
        list_push_back(&queue->list[thread->priority], &thread->ready);
    }
    thread->queued = true;
    queue->bitmap |= UINT64_C(1) << thread->priority;
}

/* Out of the queue that it is in. */
static inline __attribute__((always_inline)) void run_queue_drop(struct run_queue *queue,
                                                                 struct thread *thread)
{
    thread->queued = false;
    list_remove(&thread->ready);
    if (list_is_empty(&queue->list[thread->priority])) {
        queue->bitmap &= ~(UINT64_C(1) << thread->priority);
    }
}

static inline __attribute__((always_inline)) void core_drop(struct core *core,
                                                            struct thread *thread)
{
    run_queue_drop(core_queue_of(core, thread), thread);
}

void core_init(struct core *core, unsigned number);

/* Into the queue of its priority, and out of it. */
void core_enqueue(struct core *core, struct thread *thread, bool at_front);
void core_dequeue(struct core *core, struct thread *thread);

/* The highest priority that waits; a queue is not empty. */
unsigned core_highest(const struct core *core);

/* The thread whose turn it is, out of the queue; those that are held are held back on the way, so
 * many at most. NULL: there is none, or (`more`) perhaps behind those. */
struct thread *core_take(struct core *core, unsigned batch, bool *more);

/* A thread that waits for another core, the highest of those looked at, out of that one's queue;
 * those that are held are held back on the way. NULL: there is none that can come, or (`more`)
 * perhaps behind those. */
struct thread *core_pull(struct core *core, bool *more);

/* Wakes an idle core for each core where somebody waits. */
void core_share(const struct core *core);

/* This core translates by no space any more. */
void core_leave_space(struct core *core);

/* Accounts for the time that its thread has spent up to now. Returns who has paid for it. */
struct thread *core_account(struct core *core);

/* A thread runs here from now on. */
void core_start(struct core *core, struct thread *thread);

/* A time slice that is spent is renewed; true: it was, and others come first. */
static inline bool core_renew(struct thread *payer)
{
    if (payer->slice > 0) {
        return false;
    }
    payer->slice = scheduler_slice_ticks;
    return true;
}

/* Another core enters the kernel soon. */
void core_kick(struct core *core);

#endif
