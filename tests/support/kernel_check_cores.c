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

static void check_list(const struct core *core, const struct list *list, unsigned priority)
{
    int64_t turn = core->first_turn - 1;
    for (struct list_node *node = list_first(list); node != NULL; node = list_next(list, node)) {
        const struct thread *thread = container_of(node, struct thread, ready);
        check(thread->state == THREAD_READY && thread->priority == priority);
        check(thread->core == core && core->current != thread);
        check(core_suits(core, thread));
        check((list == &core->pinned.list[priority]) == (thread->affinity != AFFINITY_NONE));
        check(turn < thread->turn && thread->turn <= core->last_turn);
        turn = thread->turn;
    }
}

static void check_queue(const struct core *core, const struct run_queue *queue)
{
    for (unsigned priority = 0; priority < TAY_PRIORITY_COUNT; priority++) {
        check(list_is_empty(&queue->list[priority]) == ((queue->bitmap >> priority & 1) == 0));
        check_list(core, &queue->list[priority], priority);
    }
}

static void check_current(const struct core *core)
{
    const struct thread *thread = core->current;
    if (thread == NULL) {
        return;
    }
    check(thread->state == THREAD_READY && thread->core == core);
    check(!list_node_is_linked(&thread->ready));
    if (!machine_is_kicked(core->number)) {
        check((thread->flags & THREAD_LEAVE) == 0 && !process_is_held(thread->process) &&
              core_suits(core, thread));
    }
}

static bool somebody_waits_in(const struct run_queue *queue)
{
    for (uint64_t rest = queue->bitmap; rest != 0; rest &= rest - 1) {
        const struct list *list = &queue->list[__builtin_ctzll(rest)];
        for (struct list_node *node = list_first(list); node != NULL;
             node = list_next(list, node)) {
            if (!process_is_held(container_of(node, struct thread, ready)->process)) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a thread that could run on this core waits for one. If another core keeps live state of
 * it, that one has been asked for it, by a kick. */
static bool is_wanted(const struct core *core)
{
    bool wanted = somebody_waits_in(&core->pinned);
    for (unsigned n = 0; n < machine_core_count(); n++) {
        wanted = wanted || somebody_waits_in(&sched_cores[n].free);
    }
    return wanted;
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
        check_queue(core, &core->free);
        check_queue(core, &core->pinned);
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
        queued += count_in(&sched_cores[n].free.list[thread->priority], thread);
        queued += count_in(&sched_cores[n].pinned.list[thread->priority], thread);
    }
    if (thread->state != THREAD_READY) {
        check(running == 0 && queued == 0 && (thread->flags & THREAD_LEAVE) == 0);
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
