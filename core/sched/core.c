/* SPDX-License-Identifier: MIT */
/*
 * Run queues, and how threads come from one core to another. Invariant: a thread is in a queue only
 * if no other core keeps live state of it: what the CPU keeps of it, keeps it where it is.
 */
#include <sched/core.h>

#include <hal/space.h>
#include <process/process.h>

/* Threads of another core that one that looks for work holds back in one step. */
#define PULL_BATCH 8

struct core sched_cores[HAL_CORES_MAX];

void core_init(struct core *core, unsigned number)
{
    core->number = number;
    core->current = NULL;
    core->space_of = NULL;
    core->bitmap = 0;
    core->armed_ns = TAY_TIME_NEVER;
    core->idle = false;
    core->waits = false;
    core->asked = false;
    for (unsigned priority = 0; priority < TAY_PRIORITY_COUNT; priority++) {
        list_init(&core->queue[priority]);
    }
}

void core_enqueue(struct core *core, struct thread *thread, bool at_front)
{
    struct list *queue = &core->queue[thread->priority];
    if (at_front) {
        list_push_front(queue, &thread->ready);
    } else {
        list_push_back(queue, &thread->ready);
    }
    thread->core = core->number;
    core->bitmap |= UINT64_C(1) << thread->priority;
}

void core_dequeue(struct core *core, struct thread *thread)
{
    list_remove(&thread->ready);
    if (list_is_empty(&core->queue[thread->priority])) {
        core->bitmap &= ~(UINT64_C(1) << thread->priority);
    }
}

unsigned core_highest(const struct core *core)
{
    return TAY_PRIORITY_MAX - (unsigned)__builtin_clzll(core->bitmap);
}

static void hold_back(struct core *core, struct thread *thread)
{
    core_dequeue(core, thread);
    list_push_back(&thread->process->clone.held_back, &thread->ready);
}

struct thread *core_take(struct core *core, unsigned batch, bool *more)
{
    for (unsigned held = 0; core->bitmap != 0; held++) {
        if (held == batch) {
            *more = true;
            return NULL;
        }
        struct thread *thread =
            container_of(list_first(&core->queue[core_highest(core)]), struct thread, ready);
        if (!process_is_held(thread->process)) {
            core_dequeue(core, thread);
            return thread;
        }
        hold_back(core, thread);
    }
    return NULL;
}

/* The first thread in a queue that can come to this core; those that are held are held back on the
 * way, as many as may be, and then it ends. What a core still keeps of a thread is asked for, so
 * that it can come later: that is one thread a core, so few are passed by. */
static struct thread *find_in(struct core *other, unsigned priority, unsigned *may_hold)
{
    const struct list *queue = &other->queue[priority];
    struct list_node *next;
    for (struct list_node *node = list_first(queue); node != NULL && *may_hold > 0; node = next) {
        struct thread *thread = container_of(node, struct thread, ready);
        next = list_next(queue, node);
        if (process_is_held(thread->process)) {
            hold_back(other, thread);
            --*may_hold;
        } else if (hal_context_fetch(&thread->context)) {
            return thread;
        }
    }
    return NULL;
}

/* The highest thread of another core that can come to this one. */
static struct thread *find(struct core *other, bool *more)
{
    struct thread *thread = NULL;
    unsigned may_hold = PULL_BATCH;
    for (uint64_t bitmap = other->bitmap; bitmap != 0 && thread == NULL && may_hold > 0;) {
        unsigned priority = TAY_PRIORITY_MAX - (unsigned)__builtin_clzll(bitmap);
        thread = find_in(other, priority, &may_hold);
        bitmap &= ~(UINT64_C(1) << priority);
    }
    *more = *more || may_hold == 0;
    return thread;
}

struct thread *core_pull(struct core *core, bool *more)
{
    struct thread *best = NULL;
    bool behind = false;
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        if (n != core->number && sched_cores[n].bitmap != 0) {
            struct thread *thread = find(&sched_cores[n], &behind);
            best = best == NULL || (thread != NULL && thread->priority > best->priority) ? thread
                                                                                         : best;
        }
    }
    *more = best == NULL && behind;
    if (best != NULL) {
        core_dequeue(&sched_cores[best->core], best);
        best->core = core->number;
    }
    return best;
}

void core_leave_space(struct core *core)
{
    if (core->space_of != NULL) {
        core->space_of = NULL;
        hal_space_activate(NULL);
    }
}

void core_kick(struct core *core)
{
    core->idle = false;
    hal_core_kick(core->number);
}

void core_share(const struct core *core)
{
    unsigned waiting = 0;
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        waiting += sched_cores[n].bitmap != 0;
    }
    for (unsigned n = 0; n < HAL_CORES_MAX && waiting > 0; n++) {
        if (n != core->number && sched_cores[n].idle) {
            core_kick(&sched_cores[n]);
            waiting--;
        }
    }
}
