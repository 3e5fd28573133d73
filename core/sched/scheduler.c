/* SPDX-License-Identifier: MIT */
/*
 * Who runs. Invariants: the running thread is in no queue; a thread whose state is THREAD_READY
 * runs, is in a queue, or is or was held back; no core sleeps for want of work while somebody waits
 * who could run there.
 */
#include <sched/scheduler.h>

#include <hal/space.h>
#include <hal/time.h>
#include <lib/assert.h>
#include <process/process.h>
#include <sched/core.h>
#include <sched/wait.h>

/* Threads that one step moves between the run queues and those held back: about 50 instructions
 * each. */
#define SETTLE_BATCH 16

static struct list released; /* held back no more, and not yet in their run queues */
static bool unsettled;       /* more threads are to be moved before one is chosen */

uint64_t scheduler_slice_ticks;

void scheduler_init(void)
{
    scheduler_slice_ticks = hal_clock_from_ns(SCHEDULER_SLICE_NS);
    list_init(&released);
    unsettled = false;
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        core_init(&sched_cores[n], n);
    }
    sched_idle_count = 0;
}

/* Into the queue of the core where it is to run, or where what the CPU keeps of it lies. */
static void place(struct thread *thread, bool at_front)
{
    unsigned number =
        thread->affinity == AFFINITY_NONE ? hal_context_core(&thread->context) : thread->affinity;
    struct core *core = &sched_cores[number];
    core_enqueue(core, thread, at_front);
    if (core != core_self()) {
        core_kick(core);
    }
}

static void add(struct thread *thread, bool at_front)
{
    thread->state = THREAD_READY;
    place(thread, !core_renew(scheduler_payer(thread)) && at_front);
}

void scheduler_add(struct thread *thread)
{
    add(thread, false);
}

void scheduler_add_first(struct thread *thread)
{
    add(thread, true);
}

/* Takes the running thread off the core, and accounts for its time. Returns who pays for it. */
static struct thread *stop(struct core *core)
{
    struct thread *thread = core->current;
    struct thread *payer = core_account(core);
    thread_drop(thread, (THREAD_LEAVE | THREAD_EVICTED)); /* who wants to end it looks again */
    if (thread->process->uses_devices) {
        hal_context_leave(&thread->context);
    }
    if (core->evicts) {
        hal_context_save(&thread->context);
        thread_move(thread, &sched_cores[thread->affinity]);
    }
    core->space_of = thread->process;
    core->current = NULL;
    core->look = true;
    return payer;
}

void scheduler_remove(struct thread *thread)
{
    kernel_assert(thread->state == THREAD_READY);
    struct core *core = core_of(thread);
    if (core != NULL) {
        kernel_assert(core == core_self());
        stop(core);
    } else if (thread->queued) {
        core_dequeue(thread->core, thread);
    } else {
        list_remove(&thread->ready); /* it is, or was, held back */
    }
}

/* Puts the running thread back into its queue. */
static void put_back(struct core *core, bool at_front)
{
    struct thread *thread = core->current;
    at_front = !core_renew(stop(core)) && at_front;
    if (core->evicts) {
        place(thread, at_front);
    } else {
        core_enqueue(core, thread, at_front);
    }
}

void scheduler_set_priority(struct thread *thread, unsigned priority)
{
    struct core *core = thread->core;
    bool queued = thread->queued;
    if (queued) {
        core_dequeue(core, thread);
    }
    thread->priority = (uint8_t)priority;
    if (queued) {
        core_enqueue(core, thread, false);
    } else if (thread->state == THREAD_BLOCKED) {
        wait_reorder(thread);
    }
    if (thread->state != THREAD_READY) {
        return;
    }
    core->look = true;
    if (core != core_self()) {
        core_kick(core); /* somebody else may have to run there now */
    }
}

bool scheduler_set_affinity(struct thread *thread, unsigned affinity)
{
    struct core *core = core_of(thread);
    if (core != NULL) {
        thread->affinity = (uint8_t)affinity;
        core->evicts = !core_suits(core, thread);
        thread_raise(thread, THREAD_EVICTED);
        core->look = true;
        scheduler_poke(thread); /* it leaves its core when it stops running there */
        return true;
    }
    if (!scheduler_fetch(thread)) {
        return false;
    }
    hal_context_save(&thread->context);
    bool queued = thread->queued;
    if (queued) {
        core_dequeue(thread->core, thread);
    }
    thread->affinity = (uint8_t)affinity;
    if (queued) {
        place(thread, false);
    } else if (affinity != AFFINITY_NONE) {
        thread_move(thread, &sched_cores[affinity]); /* nothing of it is kept where it ran last */
    }
    return true;
}

void scheduler_yield(void)
{
    struct core *core = core_self();
    struct thread *thread = core->current;
    put_back(core, false);
    scheduler_payer(thread)->slice = scheduler_slice_ticks;
}

void scheduler_look(void)
{
    core_self()->look = true;
}

struct thread *scheduler_current(void)
{
    return core_self()->current;
}

/* Whether the running thread must make room. */
static bool is_over(const struct core *core)
{
    if (core_waiting(core) == 0 || core->evicts) {
        return core->evicts;
    }
    unsigned waiting = core_highest(core);
    unsigned running = core->current->priority;
    return waiting > running || (waiting == running && hal_clock() >= core->slice_end);
}

void scheduler_release(struct list *held_back)
{
    list_take_over(&released, held_back);
    unsettled = true;
    core_self()->look = true;
}

/* Puts some threads that were held back into their queues. */
static void settle(void)
{
    for (unsigned i = 0; i < SETTLE_BATCH && !list_is_empty(&released); i++) {
        struct thread *thread = container_of(list_first(&released), struct thread, ready);
        list_remove(&thread->ready);
        add(thread, false);
    }
    unsettled = !list_is_empty(&released);
}

/* The running thread may run no longer: somebody waits for that. */
static void leave(struct core *core)
{
    struct thread *thread = core->current;
    bool held = process_is_held(thread->process);
    if ((thread->flags & THREAD_LEAVE) == 0 && !held) {
        return;
    }
    stop(core);
    if (held) {
        list_push_back(&thread->process->clone.held_back, &thread->ready);
    } else {
        thread->state = THREAD_STOPPED; /* it ends, on the core that asked */
    }
}

/* Whether the running thread goes on, by a look at the free queue. */
static bool stays(const struct core *core)
{
    uint64_t waiting = core->free.bitmap >> core->current->priority;
    return waiting == 0 || (waiting == 1 && hal_clock() < core->slice_end);
}

struct thread *scheduler_choose_shortly(void)
{
    struct core *core = core_self();
    struct thread *thread = core->current;
    bool is_plain = thread == NULL ? core->free.bitmap != 0 : thread->plain_on == core;
    if (!is_plain || core->waits || unsettled || core->pinned.bitmap != 0) {
        return NULL;
    }
    if (thread == NULL || !stays(core)) {
        struct thread *next = run_queue_first(&core->free, core_highest_of(core->free.bitmap));
        if (next->plain_on != core) {
            return NULL;
        }
        if (thread != NULL) {
            put_back(core, true);
            next = run_queue_first(&core->free, core_highest_of(core->free.bitmap));
        }
        run_queue_drop(&core->free, next);
        core_start(core, next);
        thread = next;
    }
    scheduler_arm();
    return thread;
}

bool scheduler_is_unsettled(void)
{
    return unsettled;
}

struct thread *scheduler_choose(void)
{
    struct core *core = core_self();
    if (core->current != NULL) {
        leave(core);
    }
    settle();
    if (unsettled) {
        return core->current;
    }
    if (core->current != NULL) {
        if (!is_over(core)) {
            return core->current;
        }
        put_back(core, true);
    }
    struct thread *thread = core_take(core, SETTLE_BATCH, &unsettled);
    if (thread == NULL && !unsettled) {
        thread = core_pull(core, &unsettled);
    }
    if (thread == NULL) {
        core_leave_space(core);
        return NULL;
    }
    core_start(core, thread);
    return thread;
}
