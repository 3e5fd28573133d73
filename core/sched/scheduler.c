/* SPDX-License-Identifier: MIT */
/*
 * Run queues. Invariants: bit p of `bitmap` is set exactly if queue p is not empty; the running
 * thread is in no queue; a thread whose state is THREAD_READY runs, is in a queue, or is or was
 * held back.
 */
#include <sched/scheduler.h>

#include <hal/core.h>
#include <hal/space.h>
#include <hal/time.h>
#include <lib/assert.h>
#include <process/process.h>
#include <sched/wait.h>

static struct core {
    struct thread *current;
    struct process *space_of; /* whose address space is active */
    uint64_t bitmap;
    struct list queue[TAY_PRIORITY_COUNT];
    tay_time_t since_ns;     /* when the running thread began to run */
    tay_time_t slice_end_ns; /* of the running thread */
    tay_time_t armed_ns;     /* what the timer is set to */
} cores[HAL_CORES_MAX];

/* Threads that one step moves between the run queues and those held back: about 50 instructions
 * each. */
#define SETTLE_BATCH 16

static struct list released; /* held back no more, and not yet in their run queues */
static bool unsettled;       /* more threads are to be moved before one is chosen */

static struct core *this_core(void)
{
    return &cores[hal_core_self()];
}

void scheduler_init(void)
{
    list_init(&released);
    unsettled = false;
    for (unsigned i = 0; i < HAL_CORES_MAX; i++) {
        struct core *core = &cores[i];
        core->current = NULL;
        core->space_of = NULL;
        core->bitmap = 0;
        core->armed_ns = TAY_TIME_NEVER;
        for (unsigned priority = 0; priority < TAY_PRIORITY_COUNT; priority++) {
            list_init(&core->queue[priority]);
        }
    }
}

static void enqueue(struct core *core, struct thread *thread, bool at_front)
{
    struct list *queue = &core->queue[thread->priority];
    if (at_front) {
        list_push_front(queue, &thread->ready);
    } else {
        list_push_back(queue, &thread->ready);
    }
    core->bitmap |= UINT64_C(1) << thread->priority;
}

static void dequeue(struct core *core, struct thread *thread)
{
    list_remove(&thread->ready);
    if (list_is_empty(&core->queue[thread->priority])) {
        core->bitmap &= ~(UINT64_C(1) << thread->priority);
    }
}

static void add(struct thread *thread, bool at_front)
{
    thread->state = THREAD_READY;
    thread->core = hal_core_self();
    enqueue(&cores[thread->core], thread, at_front);
}

void scheduler_add(struct thread *thread)
{
    add(thread, false);
}

void scheduler_add_first(struct thread *thread)
{
    add(thread, true);
}

/* Stops the clock of the running thread. */
static void account_time(struct core *core, struct thread *thread)
{
    tay_time_t now_ns = hal_time_now();
    thread->run_ns += now_ns - core->since_ns;
    thread->slice_ns = now_ns < core->slice_end_ns ? core->slice_end_ns - now_ns : 0;
}

void scheduler_remove(struct thread *thread)
{
    kernel_assert(thread->state == THREAD_READY);
    struct core *core = &cores[thread->core];
    if (core->current == thread) {
        account_time(core, thread);
        core->current = NULL;
    } else {
        dequeue(core, thread);
    }
}

/* Puts the running thread back into its queue. */
static void put_back(struct core *core, bool at_front)
{
    struct thread *thread = core->current;
    account_time(core, thread);
    core->current = NULL;
    if (thread->slice_ns == 0) {
        thread->slice_ns = SCHEDULER_SLICE_NS;
        at_front = false;
    }
    enqueue(core, thread, at_front);
}

void scheduler_set_priority(struct thread *thread, unsigned priority)
{
    struct core *core = &cores[thread->core];
    bool queued = list_node_is_linked(&thread->ready);
    if (queued) {
        dequeue(core, thread);
    }
    thread->priority = (uint8_t)priority;
    if (queued) {
        enqueue(core, thread, false);
    } else if (thread->state == THREAD_BLOCKED) {
        wait_reorder(thread);
    }
}

static tay_time_t slice_of(const struct thread *thread)
{
    const struct core *core = &cores[thread->core];
    if (core->current != thread) {
        return thread->slice_ns;
    }
    tay_time_t now_ns = hal_time_now();
    return now_ns < core->slice_end_ns ? core->slice_end_ns - now_ns : 0;
}

static void set_slice(struct thread *thread, tay_time_t slice_ns)
{
    struct core *core = &cores[thread->core];
    thread->slice_ns = slice_ns;
    if (core->current == thread) {
        core->slice_end_ns = hal_time_now() + slice_ns;
    }
}

void scheduler_lend_slice(struct thread *caller, struct thread *server)
{
    server->service.own_slice_ns = slice_of(server);
    set_slice(server, slice_of(caller));
    set_slice(caller, 0);
}

void scheduler_return_slice(struct thread *caller, struct thread *spender,
                            const struct thread *server)
{
    set_slice(caller, slice_of(spender));
    set_slice(spender, server->service.own_slice_ns);
}

void scheduler_yield(void)
{
    struct core *core = this_core();
    struct thread *thread = core->current;
    put_back(core, false);
    thread->slice_ns = SCHEDULER_SLICE_NS;
}

struct thread *scheduler_current(void)
{
    return this_core()->current;
}

static unsigned highest(const struct core *core)
{
    return TAY_PRIORITY_MAX - (unsigned)__builtin_clzll(core->bitmap);
}

/* Whether the running thread must make room. */
static bool is_over(const struct core *core)
{
    if (core->bitmap == 0) {
        return false;
    }
    unsigned waiting = highest(core);
    unsigned running = core->current->priority;
    return waiting > running || (waiting == running && hal_time_now() >= core->slice_end_ns);
}

static void start(struct core *core, struct thread *thread)
{
    core->current = thread;
    core->since_ns = hal_time_now();
    core->slice_end_ns = core->since_ns + thread->slice_ns;
    if (core->space_of != thread->process) {
        core->space_of = thread->process;
        hal_space_activate(&thread->process->space.hal);
    }
}

/* The ready thread whose turn it is, out of its queue; NULL: there is none, or not yet. */
static struct thread *take_first(struct core *core)
{
    for (unsigned held = 0; core->bitmap != 0; held++) {
        if (held == SETTLE_BATCH) {
            unsettled = true;
            return NULL;
        }
        struct thread *thread =
            container_of(list_first(&core->queue[highest(core)]), struct thread, ready);
        dequeue(core, thread);
        if (!process_is_held(thread->process)) {
            return thread;
        }
        list_push_back(&thread->process->clone.held_back, &thread->ready);
    }
    return NULL;
}

void scheduler_release(struct list *held_back)
{
    list_take_over(&released, held_back);
}

/* Puts some threads that were held back into their queues. */
static void settle(void)
{
    for (unsigned i = 0; i < SETTLE_BATCH && !list_is_empty(&released); i++) {
        struct thread *thread = container_of(list_first(&released), struct thread, ready);
        list_remove(&thread->ready);
        enqueue(&cores[thread->core], thread, false);
    }
    unsettled = !list_is_empty(&released);
}

bool scheduler_is_unsettled(void)
{
    return unsettled;
}

struct thread *scheduler_choose(void)
{
    struct core *core = this_core();
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
    struct thread *thread = take_first(core);
    if (thread == NULL) {
        if (core->space_of != NULL) {
            core->space_of = NULL;
            hal_space_activate(NULL);
        }
        return NULL;
    }
    start(core, thread);
    return thread;
}

tay_time_t scheduler_run_ns(const struct thread *thread)
{
    const struct core *core = &cores[thread->core];
    return thread->run_ns + (core->current == thread ? hal_time_now() - core->since_ns : 0);
}

void scheduler_leave_space(const struct process *process)
{
    struct core *core = this_core();
    if (core->space_of == process) {
        core->space_of = NULL;
        hal_space_activate(NULL);
    }
}

void scheduler_on_timer(void)
{
    this_core()->armed_ns = TAY_TIME_NEVER;
}

void scheduler_arm(void)
{
    struct core *core = this_core();
    tay_time_t due_ns = timeout_next();
    const struct thread *thread = core->current;
    if (thread != NULL && (core->bitmap >> thread->priority & 1) != 0 &&
        core->slice_end_ns < due_ns) {
        due_ns = core->slice_end_ns;
    }
    if (due_ns != core->armed_ns) {
        core->armed_ns = due_ns;
        hal_timer_set(due_ns);
    }
}
