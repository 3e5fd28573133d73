/* SPDX-License-Identifier: MIT */
/*
 * Each core's timer: set to the nearer of the end of a slice, if somebody waits for it, and the
 * next timeout. What is set for an earlier time stays, and the short ways leave it as it is, so
 * that it may fire before, and is set anew then: once in a slice, and not each time that another
 * thread goes on.
 */
#include <sched/core.h>
#include <sched/scheduler.h>

#include <hal/time.h>

void scheduler_on_timer(void)
{
    core_self()->armed = UINT64_MAX;
    scheduler_look();
}

/* Sets the timer, if it would fire too late. */
static void arm(struct core *core, const struct thread *thread)
{
    uint64_t due = timeout_next();
    if (thread != NULL && (core_waiting(core) >> thread->priority & 1) != 0 &&
        core->slice_end < due) {
        due = core->slice_end;
    }
    if (due < core->armed) {
        core->armed = due;
        hal_timer_set(due);
    }
}

void scheduler_arm(void)
{
    struct core *core = core_self();
    const struct thread *thread = core->current;
    arm(core, thread);
    core->look = false;
    core_set_idle(core, thread == NULL && !core->waits);
    if (!core->idle && sched_idle_count != 0) {
        core_share(core);
    }
}
