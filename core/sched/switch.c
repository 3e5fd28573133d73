/* SPDX-License-Identifier: MIT */
/*
 * How a thread begins to run: chosen, or in the place of the one that runs.
 */
#include <sched/core.h>
#include <sched/scheduler.h>

#include <hal/space.h>
#include <hal/time.h>
#include <ipc/fast.h>
#include <process/process.h>

void core_start(struct core *core, struct thread *thread)
{
    hal_context_enter(&thread->context);
    core->current = thread;
    core->evicts = false;
    if (core->space_of == NULL) {
        core->since = hal_clock(); /* for the time in which nobody ran nobody pays */
    }
    core->slice_end = core->since + scheduler_payer(thread)->slice;
    if (core->space_of != thread->process) {
        core->space_of = thread->process;
        hal_space_activate(&thread->process->space.hal);
    }
}

bool scheduler_may_switch(const struct thread *next, enum thread_state state)
{
    const struct core *core = core_self();
    const struct thread *thread = core->current;
    if (thread == NULL || thread->plain_on != core || next->plain_on != core || core->look ||
        fast_bars != 0 || core_waiting(core) >> next->priority != 0) {
        return false;
    }
    if (state == THREAD_READY && (next->priority <= thread->priority || sched_idle_count != 0)) {
        return false;
    }
    return thread->service.caller == NULL && next->service.caller == NULL && next->slice != 0 &&
           hal_clock() < core->slice_end;
}

void scheduler_switch(struct thread *next, enum thread_state state)
{
    struct core *core = core_self();
    struct thread *thread = core->current;
    struct thread *payer = core_account(core);
    if (thread->process->uses_devices) {
        hal_context_leave(&thread->context);
    }
    core->space_of = thread->process;
    thread->state = (uint8_t)state;
    if (state == THREAD_READY) {
        core_put(core, thread, !core_renew(payer)); /* a tick may have passed since the look */
    }
    next->state = THREAD_READY;
    core_start(core, next);
}
