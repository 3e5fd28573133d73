/* SPDX-License-Identifier: MIT */
/*
 * Time slices travel with calls: whoever answers a call spends the time of its first caller, and is
 * not accounted for it. So a call changes nothing here, and neither does an answer; what is spent
 * is accounted for when the core goes on with another payer. What a switch takes is spent by the
 * one who goes on. Invariant: a thread's slice is what is left of it, unless it is being spent:
 * then it ends at its core's slice_end.
 */
#include <sched/core.h>
#include <sched/scheduler.h>

#include <hal/time.h>

/* How deep calls are followed. Of deeper ones somebody else in the chain pays. */
#define LINKS 16

struct thread *scheduler_payer(struct thread *thread)
{
    for (unsigned i = 0; i < LINKS && thread->service.caller != NULL; i++) {
        thread = thread->service.caller;
    }
    return thread;
}

/* Who works at the end of the calls that a server waits in. */
static struct thread *spender_of(struct thread *server)
{
    for (unsigned i = 0; i < LINKS && server->call_state == CALL_TAKEN; i++) {
        server = server->call.server;
    }
    return server;
}

struct thread *core_account(struct core *core)
{
    struct thread *payer = scheduler_payer(core->current);
    uint64_t now = hal_clock();
    payer->run += now - core->since;
    payer->slice = now < core->slice_end ? core->slice_end - now : 0;
    core->since = now;
    return payer;
}

/* Whether the timer will fire too late for who waits until the end of the slice. */
static bool is_timed_late(const struct core *core)
{
    return (core_waiting(core) >> core->current->priority & 1) != 0 &&
           core->armed > core->slice_end;
}

void scheduler_set_caller(struct thread *server, struct thread *caller)
{
    struct thread *spender = spender_of(server);
    struct core *core = core_of(spender);
    if (core == NULL) {
        server->service.caller = caller;
        return;
    }
    core_account(core);
    server->service.caller = caller;
    core->slice_end = core->since + scheduler_payer(spender)->slice;
    if (core != core_self() || is_timed_late(core)) {
        core->look = true;
        scheduler_poke(spender); /* its timer is set for another end */
    }
}

tay_time_t scheduler_run_ns(const struct thread *thread)
{
    uint64_t run = thread->run;
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        const struct core *core = &sched_cores[n];
        if (core->current != NULL && scheduler_payer(core->current) == thread) {
            run += hal_clock() - core->since;
        }
    }
    return hal_clock_to_ns(run);
}
