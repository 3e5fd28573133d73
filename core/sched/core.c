/* SPDX-License-Identifier: MIT */
/*
 * Run queues, and how threads come from one core to another. Invariants: a thread is in a queue
 * only if no other core keeps live state of it: what the CPU keeps of it, keeps it where it is. It
 * is in the queue of those that are pinned if it is that, so that a core that looks for work meets
 * nobody who cannot come. Turns tell in which order those of one priority came, whatever queue they
 * are in.
 */
#include <sched/core.h>

#include <hal/space.h>
#include <process/process.h>

/* Threads of another core that one that looks for work holds back in one step. */
#define PULL_BATCH 8

struct core sched_cores[HAL_CORES_MAX];
unsigned sched_idle_count;

static void init_queue(struct run_queue *queue)
{
    queue->bitmap = 0;
    for (unsigned priority = 0; priority < TAY_PRIORITY_COUNT; priority++) {
        list_init(&queue->list[priority]);
    }
}

void core_init(struct core *core, unsigned number)
{
    *core = (struct core){.number = number, .armed = UINT64_MAX};
    init_queue(&core->free);
    init_queue(&core->pinned);
}

/* Whether a thread that has come into a queue has to do with who runs, or with the timer. */
static bool matters(const struct core *core, const struct thread *thread)
{
    const struct thread *current = core->current;
    if (current == NULL || thread->priority > current->priority || sched_idle_count != 0) {
        return true;
    }
    return thread->priority == current->priority && core->armed > core->slice_end;
}

void core_enqueue(struct core *core, struct thread *thread, bool at_front)
{
    core_put(core, thread, at_front);
    thread_move(thread, core);
    core->look = core->look || matters(core, thread);
}

void core_dequeue(struct core *core, struct thread *thread)
{
    core_drop(core, thread);
}

unsigned core_highest(const struct core *core)
{
    return core_highest_of(core_waiting(core));
}

/* The queue of the one whose turn it is; somebody waits. */
static struct run_queue *first_queue(struct core *core, unsigned priority)
{
    if ((core->pinned.bitmap >> priority & 1) == 0) {
        return &core->free;
    }
    if ((core->free.bitmap >> priority & 1) == 0) {
        return &core->pinned;
    }
    bool free_first = run_queue_first(&core->free, priority)->turn <
                      run_queue_first(&core->pinned, priority)->turn;
    return free_first ? &core->free : &core->pinned;
}

static void hold_back(struct core *core, struct thread *thread)
{
    core_dequeue(core, thread);
    list_push_back(&thread->process->clone.held_back, &thread->ready);
}

struct thread *core_take(struct core *core, unsigned batch, bool *more)
{
    for (unsigned held = 0; core_waiting(core) != 0; held++) {
        if (held == batch) {
            *more = true;
            return NULL;
        }
        unsigned priority = core_highest(core);
        struct thread *thread = run_queue_first(first_queue(core, priority), priority);
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
    const struct list *queue = &other->free.list[priority];
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
    for (uint64_t bitmap = other->free.bitmap; bitmap != 0 && thread == NULL && may_hold > 0;) {
        unsigned priority = core_highest_of(bitmap);
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
        if (n != core->number && sched_cores[n].free.bitmap != 0) {
            struct thread *thread = find(&sched_cores[n], &behind);
            best = best == NULL || (thread != NULL && thread->priority > best->priority) ? thread
                                                                                         : best;
        }
    }
    *more = best == NULL && behind;
    if (best != NULL) {
        core_dequeue(best->core, best);
        thread_move(best, core);
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
    core_set_idle(core, false);
    hal_core_kick(core->number);
}

void core_share(const struct core *core)
{
    unsigned waiting = 0;
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        waiting += sched_cores[n].free.bitmap != 0;
    }
    for (unsigned n = 0; n < HAL_CORES_MAX && waiting > 0; n++) {
        if (n != core->number && sched_cores[n].idle) {
            core_kick(&sched_cores[n]);
            waiting--;
        }
    }
}
