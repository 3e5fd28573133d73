/* SPDX-License-Identifier: MIT */
/*
 * Run queues, and how threads come from one core to another. Invariant: a thread is in a queue only
 * if no other core keeps live state of it: what the CPU keeps of it, keeps it where it is.
 */
#include <sched/core.h>

#include <hal/space.h>
#include <process/process.h>

/* Threads of another core that one that looks for work looks at. */
#define PULL_LOOKS 8

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

struct thread *core_take(struct core *core, unsigned batch, bool *more)
{
    for (unsigned held = 0; core->bitmap != 0; held++) {
        if (held == batch) {
            *more = true;
            return NULL;
        }
        struct thread *thread =
            container_of(list_first(&core->queue[core_highest(core)]), struct thread, ready);
        core_dequeue(core, thread);
        if (!process_is_held(thread->process)) {
            return thread;
        }
        list_push_back(&thread->process->clone.held_back, &thread->ready);
    }
    return NULL;
}

/* Whether the thread can run on this core now. What another core still keeps of it is asked for, so
 * that it can later. */
static bool can_come(const struct thread *thread)
{
    return !process_is_held(thread->process) && hal_context_fetch(&thread->context);
}

/* The highest thread of another core that can come to this one. */
static struct thread *find(const struct core *other)
{
    unsigned looks = 0;
    for (uint64_t bitmap = other->bitmap; bitmap != 0 && looks < PULL_LOOKS;) {
        unsigned priority = TAY_PRIORITY_MAX - (unsigned)__builtin_clzll(bitmap);
        const struct list *queue = &other->queue[priority];
        for (struct list_node *node = list_first(queue); node != NULL && looks < PULL_LOOKS;
             node = list_next(queue, node)) {
            struct thread *thread = container_of(node, struct thread, ready);
            if (can_come(thread)) {
                return thread;
            }
            looks++;
        }
        bitmap &= ~(UINT64_C(1) << priority);
    }
    return NULL;
}

struct thread *core_pull(struct core *core)
{
    struct thread *best = NULL;
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        if (n != core->number && sched_cores[n].bitmap != 0) {
            struct thread *thread = find(&sched_cores[n]);
            best = best == NULL || (thread != NULL && thread->priority > best->priority) ? thread
                                                                                         : best;
        }
    }
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
