/* SPDX-License-Identifier: MIT */
/*
 * What cores want of each other. None touches what runs on another one: it asks by a kick, sleeps
 * if it cannot go on, and looks again when it is kicked itself. Invariant: a core that was asked
 * kicks every core that waits, after it has let go of what was asked for, since it holds the kernel
 * lock until then. One that was not asked has nothing to tell: two that wait for the same third one
 * must not wake each other.
 */
#include <sched/core.h>
#include <sched/scheduler.h>

#include <process/process.h>

static void wait_for_others(void)
{
    core_self()->waits = true;
    core_self()->look = true;
}

static void ask(struct core *core)
{
    core->asked = true;
    core_kick(core);
}

void scheduler_await_core(struct thread *thread)
{
    wait_for_others();
    thread_raise(thread, THREAD_LEAVE);
    ask(thread->core);
}

bool scheduler_is_elsewhere(const struct thread *thread)
{
    return core_of(thread) != NULL && thread->core != core_self();
}

bool scheduler_fetch(const struct thread *thread)
{
    /* Before the kick: the core that takes it must know that somebody waits. */
    sched_cores[hal_context_core(&thread->context)].asked = true;
    bool is_there = hal_context_fetch(&thread->context);
    if (!is_there) {
        wait_for_others();
    }
    return is_there;
}

bool scheduler_is_still(const struct process *process)
{
    bool still = true;
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        struct core *core = &sched_cores[n];
        if (core != core_self() && core->current != NULL && core->current->process == process) {
            still = false;
            ask(core);
        }
    }
    if (!still) {
        wait_for_others();
    }
    return still;
}

bool scheduler_leave_space(const struct process *process)
{
    bool left = true;
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        struct core *core = &sched_cores[n];
        bool is_there = core_space(core) == process;
        if (core == core_self()) {
            if (is_there) {
                core_leave_space(core);
            }
        } else if (is_there || core->space_of == process) {
            left = false; /* between two pieces of work, or on its way out of the kernel */
            ask(core);
        }
    }
    if (!left) {
        wait_for_others();
    }
    return left;
}

void scheduler_enter(void)
{
    struct core *core = core_self();
    core_set_idle(core, false);
    core->waits = false;
    if (core->current != NULL) {
        core->space_of = core->current->process; /* the CPU has changed to it by now */
    }
}

bool scheduler_must_wait(void)
{
    return core_self()->waits;
}

void scheduler_on_kick(void)
{
    struct core *self = core_self();
    self->waits = false; /* it may be the answer, and there is no other */
    self->look = true;
    for (unsigned n = 0; self->asked && n < HAL_CORES_MAX; n++) {
        if (sched_cores[n].waits) {
            core_kick(&sched_cores[n]);
        }
    }
    self->asked = false;
}

void scheduler_poke(const struct thread *thread)
{
    if (scheduler_is_elsewhere(thread)) {
        core_kick(thread->core);
    }
}
