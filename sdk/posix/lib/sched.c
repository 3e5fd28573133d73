/* SPDX-License-Identifier: MIT */
/*
 * Scheduling: the kernel's, which is by priority, and in turn among equals (SCHED_RR). POSIX's
 * process 0 is the calling thread here.
 */
#include <sched.h>

#include "error.h"
#include "priority.h"
#include <tay/operations.h>
#include <tay/trap.h>

int priority_query(const struct tay_thread *thread, unsigned *priority_out)
{
    tay_word_t state;
    tay_word_t priority;
    tay_time_t run_ns;
    enum tay_status status = tay_thread_query(thread->handle, &state, &priority, &run_ns);
    if (status == TAY_OK) {
        *priority_out = (unsigned)priority;
    }
    return error_number(status);
}

int priority_change(struct tay_thread *thread, int priority)
{
    if (priority < 0 || priority > TAY_PRIORITY_MAX) {
        return EINVAL;
    }
    enum tay_status status = tay_thread_change_priority(thread, (unsigned)priority);
    return status == TAY_EINVAL ? EPERM : error_number(status);
}

int sched_yield(void)
{
    tay_trap_yield();
    return 0;
}

int sched_get_priority_min(int policy)
{
    return policy == SCHED_RR ? 0 : error_return(EINVAL);
}

int sched_get_priority_max(int policy)
{
    return policy == SCHED_RR ? TAY_PRIORITY_MAX : error_return(EINVAL);
}

int sched_getscheduler(pid_t process)
{
    return process == 0 ? SCHED_RR : error_return(ESRCH);
}

int sched_getparam(pid_t process, struct sched_param *param_out)
{
    unsigned priority;
    int error = process == 0 ? priority_query(thread_self, &priority) : ESRCH;
    if (error == 0) {
        param_out->sched_priority = (int)priority;
    }
    return error_return(error);
}

int sched_setparam(pid_t process, const struct sched_param *param)
{
    return error_return(process == 0 ? priority_change(thread_self, param->sched_priority) : ESRCH);
}
