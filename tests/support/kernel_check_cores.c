/* SPDX-License-Identifier: MIT */
/*
 * The invariants of several cores: each thread that is ready is in one place, and no core sleeps
 * that should not. A core that has been kicked and has not looked yet may have anything to do.
 */
#include "kernel_check.h"

#include <machine.h>
#include <process/process.h>
#include <sched/core.h>
#include <sched/timer.h>

/* Core by core --------------------------------------------------------------------------------- */

static bool any_is_kicked(void)
{
    bool any = false;
    for (unsigned n = 0; n < machine_core_count(); n++) {
        any = any || machine_is_kicked(n);
    }
    return any;
}

static void check_queues(const struct core *core)
{
    for (unsigned priority = 0; priority < TAY_PRIORITY_COUNT; priority++) {
        const struct list *queue = &core->queue[priority];
        check(list_is_empty(queue) == ((core->bitmap >> priority & 1) == 0));
        for (struct list_node *node = list_first(queue); node != NULL;
             node = list_next(queue, node)) {
            const struct thread *thread = container_of(node, struct thread, ready);
            check(thread->state == THREAD_READY && thread->priority == priority);
            check(thread->core == core->number && core->current != thread);
        }
    }
}

static void check_current(const struct core *core)
{
    const struct thread *thread = core->current;
    if (thread == NULL) {
        return;
    }
    check(thread->state == THREAD_READY && thread->core == core->number);
    check(!list_node_is_linked(&thread->ready));
    check(core->space_of == thread->process);
    if (!machine_is_kicked(core->number)) {
        check(!thread->leave && !process_is_held(thread->process));
    }
}

/* Whether the core could run a thread that waits in a queue. A simulated core keeps nothing of a
 * thread, so nobody has to be asked for it first. */
static bool could_run(const struct core *core, const struct thread *thread)
{
    (void)core;
    return !process_is_held(thread->process);
}

static bool is_wanted(const struct core *core)
{
    for (unsigned n = 0; n < machine_core_count(); n++) {
        for (uint64_t rest = sched_cores[n].bitmap; rest != 0; rest &= rest - 1) {
            const struct list *queue = &sched_cores[n].queue[__builtin_ctzll(rest)];
            for (struct list_node *node = list_first(queue); node != NULL;
                 node = list_next(queue, node)) {
                if (could_run(core, container_of(node, struct thread, ready))) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* Whoever is kicked passes it on to those who sleep, if there is more to do than it takes. */
void cores_check_sleep(void)
{
    bool any_kicked = any_is_kicked();
    for (unsigned n = 0; n < machine_core_count(); n++) {
        const struct core *core = &sched_cores[n];
        check(!core->idle || (core->current == NULL && !core->waits));
        check(core->idle || core->current != NULL || core->waits || machine_is_kicked(n));
        check(!core->waits || any_kicked);
        check(!core->idle || any_kicked || !is_wanted(core));
    }
}

void cores_check(void)
{
    for (unsigned n = 0; n < machine_core_count(); n++) {
        const struct core *core = &sched_cores[n];
        check(core->number == n);
        check_queues(core);
        check_current(core);
    }
    cores_check_sleep();
}

/* Thread by thread ----------------------------------------------------------------------------- */

static unsigned count_in(const struct list *list, const struct thread *thread)
{
    unsigned count = 0;
    for (struct list_node *node = list_first(list); node != NULL; node = list_next(list, node)) {
        count += node == &thread->ready;
    }
    return count;
}

/* On one core, in one queue, or held back; linked but in none of these, it is about to be put into
 * a queue, by whoever enters the kernel next. */
static void check_place(const struct thread *thread)
{
    unsigned running = 0;
    unsigned queued = count_in(&thread->process->clone.held_back, thread);
    check(queued == 0 || process_is_held(thread->process));
    for (unsigned n = 0; n < machine_core_count(); n++) {
        running += sched_cores[n].current == thread;
        queued += count_in(&sched_cores[n].queue[thread->priority], thread);
    }
    if (thread->state != THREAD_READY) {
        check(running == 0 && queued == 0 && !thread->leave);
        return;
    }
    bool linked = list_node_is_linked(&thread->ready);
    check(running + queued <= 1 && linked == (running == 0));
    check(running + queued == 1 || any_is_kicked());
}

/* The core's timer is set for it, or it has fired and the core has not looked yet. */
static void check_timeout(const struct timeout *timeout)
{
    if (tree_node_is_linked(&timeout->node)) {
        check(timeout->core < machine_core_count());
        check(machine_timer(timeout->core) <= timeout->node.key);
    }
}

void cores_check_threads(const struct census *census)
{
    for (size_t i = 0; i < census->object_count; i++) {
        struct object *object = census->object[i];
        if (object->type == TAY_OBJECT_thread && !object->dead) {
            check_place(thread_of(object));
            check_timeout(&thread_of(object)->wait.timeout);
        } else if (object->type == TAY_OBJECT_timer && !object->dead) {
            check_timeout(&timer_of(object)->timeout);
        }
    }
}
