/* SPDX-License-Identifier: MIT */
/*
 * Time slices that travel with calls. Invariant: what a caller and those who answer it have left,
 * taken together, is not changed by a call.
 */
#include <sched/core.h>
#include <sched/scheduler.h>

#include <hal/time.h>

static tay_time_t slice_of(const struct thread *thread)
{
    const struct core *core = core_of(thread);
    if (core == NULL) {
        return thread->slice_ns;
    }
    tay_time_t now_ns = hal_time_now();
    return now_ns < core->slice_end_ns ? core->slice_end_ns - now_ns : 0;
}

static void set_slice(struct thread *thread, tay_time_t slice_ns)
{
    struct core *core = core_of(thread);
    thread->slice_ns = slice_ns;
    if (core != NULL) {
        core->slice_end_ns = hal_time_now() + slice_ns;
        scheduler_poke(thread); /* its timer is set for another end */
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
