/* SPDX-License-Identifier: MIT */
/*
 * What cores want of each other. None touches what runs on another one: it asks by a kick, sleeps
 * if it cannot go on, and looks again when it is kicked itself. Invariant: a core that waits is
 * kicked by every core that handles a kick, after that one has let go of what was asked for, since
 * it holds the kernel lock until then.
 */
#include <sched/core.h>
#include <sched/scheduler.h>

#include <process/process.h>

void scheduler_await_core(struct thread *thread)
{
    core_self()->waits = true;
    thread->leave = true;
    core_kick(&sched_cores[thread->core]);
}

bool scheduler_is_elsewhere(const struct thread *thread)
{
    const struct core *core = core_of(thread);
    return core != NULL && core != core_self();
}

bool scheduler_fetch(const struct thread *thread)
{
    bool is_there = hal_context_fetch(&thread->context);
    core_self()->waits = core_self()->waits || !is_there;
    return is_there;
}

bool scheduler_is_still(const struct process *process)
{
    bool still = true;
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        struct core *core = &sched_cores[n];
        if (core != core_self() && core->current != NULL && core->current->process == process) {
            still = false;
            core_kick(core);
        }
    }
    core_self()->waits = core_self()->waits || !still;
    return still;
}

bool scheduler_leave_space(const struct process *process)
{
    bool left = true;
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        struct core *core = &sched_cores[n];
        if (core->space_of == process && core == core_self()) {
            core_leave_space(core);
        } else if (core->space_of == process) {
            left = false; /* it is between two pieces of work, and has not chosen yet */
            core_kick(core);
        }
    }
    core_self()->waits = core_self()->waits || !left;
    return left;
}

void scheduler_enter(void)
{
    struct core *core = core_self();
    core->idle = false;
    core->waits = false;
}

bool scheduler_must_wait(void)
{
    return core_self()->waits;
}

void scheduler_on_kick(void)
{
    core_self()->waits = false; /* it may be the answer, and there is no other */
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        if (sched_cores[n].waits && n != hal_core_self()) {
            core_kick(&sched_cores[n]);
        }
    }
}

void scheduler_poke(const struct thread *thread)
{
    if (scheduler_is_elsewhere(thread)) {
        core_kick(&sched_cores[thread->core]);
    }
}
