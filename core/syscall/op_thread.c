/* SPDX-License-Identifier: MIT */
/*
 * Operations on threads and timers.
 */
#include <process/process.h>
#include <sched/scheduler.h>
#include <sched/timer.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

enum tay_status op_thread_start(struct invocation *call, struct thread *self)
{
    (void)call;
    if (self->state != THREAD_STOPPED) {
        return TAY_ESTATE;
    }
    thread_start(self);
    return TAY_OK;
}

enum tay_status op_thread_cancel(struct invocation *call, struct thread *self)
{
    (void)call;
    thread_cancel(self);
    return TAY_OK;
}

enum tay_status op_thread_set_priority(struct invocation *call, struct thread *self,
                                       tay_word_t priority)
{
    (void)call;
    if (priority > self->process->ceiling) {
        return TAY_EINVAL;
    }
    thread_set_priority(self, (unsigned)priority);
    return TAY_OK;
}

enum tay_status op_thread_set_pointer(struct invocation *call, struct thread *self,
                                      tay_ua_t pointer)
{
    (void)call;
    hal_context_set_pointer(&self->context, pointer);
    return TAY_OK;
}

enum tay_status op_thread_query(struct invocation *call, struct thread *self, tay_word_t *state_out,
                                tay_word_t *priority_out, tay_time_t *run_ns_out)
{
    (void)call;
    static const tay_word_t states[] = {
        [THREAD_STOPPED] = TAY_THREAD_STOPPED,
        [THREAD_READY] = TAY_THREAD_READY,
        [THREAD_BLOCKED] = TAY_THREAD_BLOCKED,
    };
    *state_out = states[self->state];
    *priority_out = self->base_priority;
    *run_ns_out = scheduler_run_ns(self);
    return TAY_OK;
}

enum tay_status op_timer_set(struct invocation *call, struct timer *self, tay_time_t deadline_ns,
                             tay_time_t period_ns)
{
    (void)call;
    if (period_ns != 0 && period_ns < TIMER_PERIOD_MIN_NS) {
        return TAY_EINVAL;
    }
    timer_set(self, deadline_ns, period_ns);
    return TAY_OK;
}
