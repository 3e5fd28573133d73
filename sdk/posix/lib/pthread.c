/* SPDX-License-Identifier: MIT */
/*
 * POSIX threads: their life, and how they are to be made.
 */
#include <pthread.h>

#include "error.h"
#include "priority.h"
#include "thread.h"
#include <limits.h>
#include <tay/operations.h>

#define PAGE_BYTES 4096u

/* No account pays for more. */
#define BYTES_MAX ((size_t)1 << 32)

static const pthread_attr_t usual = {.stack_bytes = PTHREAD_STACK_DEFAULT,
                                     .guard_bytes = PAGE_BYTES};

static _Thread_local struct pthread_cleanup *cleanups;

int pthread_create(pthread_t *thread_out, const pthread_attr_t *attr, void *(*run)(void *),
                   void *argument)
{
    const pthread_attr_t *how = attr != NULL ? attr : &usual;
    struct thread_plan plan = {.stack_bytes = how->stack_bytes,
                               .guard_bytes = how->guard_bytes,
                               .detached = how->detach_state == PTHREAD_CREATE_DETACHED};
    if (how->inherit_sched == PTHREAD_EXPLICIT_SCHED) {
        plan.priority = (unsigned)how->priority;
    } else if (priority_query(thread_self, &plan.priority) != 0) {
        return EAGAIN;
    }
    switch (thread_create(&plan, run, argument, thread_out)) {
    case TAY_OK:
        return 0;
    case TAY_EINVAL:
        return EPERM;
    default:
        return EAGAIN;
    }
}

int pthread_join(pthread_t thread, void **result_out)
{
    void *result;
    if (thread == pthread_self()) {
        return EDEADLK;
    }
    enum tay_status status = thread_join((struct thread *)thread, &result);
    if (status == TAY_OK && result_out != NULL) {
        *result_out = result;
    }
    return status == TAY_ENOMEM || status == TAY_EFULL ? EAGAIN : error_number(status);
}

int pthread_detach(pthread_t thread)
{
    return error_number(thread_detach((struct thread *)thread));
}

void pthread_cleanup_enter(struct pthread_cleanup *cleanup)
{
    cleanup->outer = cleanups;
    cleanups = cleanup;
}

void pthread_cleanup_leave(const struct pthread_cleanup *cleanup, int execute)
{
    cleanups = cleanup->outer;
    if (execute != 0) {
        cleanup->run(cleanup->argument);
    }
}

void pthread_exit(void *result)
{
    while (cleanups != NULL) {
        pthread_cleanup_leave(cleanups, 1);
    }
    thread_end(result);
}

pthread_t pthread_self(void)
{
    return (pthread_t)thread_self;
}

int pthread_equal(pthread_t one, pthread_t other)
{
    return one == other;
}

int pthread_setschedprio(pthread_t thread, int priority)
{
    return priority_change((struct thread *)thread, priority);
}

int pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *param)
{
    return policy != SCHED_RR ? EINVAL : pthread_setschedprio(thread, param->sched_priority);
}

int pthread_getschedparam(pthread_t thread, int *policy_out, struct sched_param *param_out)
{
    unsigned priority;
    int error = priority_query((struct thread *)thread, &priority);
    if (error == 0) {
        *policy_out = SCHED_RR;
        param_out->sched_priority = (int)priority;
    }
    return error;
}

/* Attributes --------------------------------------------------------------------------------------
 */

int pthread_attr_init(pthread_attr_t *attr)
{
    *attr = usual;
    return 0;
}

int pthread_attr_destroy(pthread_attr_t *attr)
{
    (void)attr; /* it has nothing */
    return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t *attr, int state)
{
    if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED) {
        return EINVAL;
    }
    attr->detach_state = state;
    return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attr, int *state_out)
{
    *state_out = attr->detach_state;
    return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attr, size_t bytes)
{
    if (bytes < PTHREAD_STACK_MIN || bytes > BYTES_MAX) {
        return EINVAL;
    }
    attr->stack_bytes = bytes;
    return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *attr, size_t *bytes_out)
{
    *bytes_out = attr->stack_bytes;
    return 0;
}

int pthread_attr_setguardsize(pthread_attr_t *attr, size_t bytes)
{
    if (bytes > BYTES_MAX) {
        return EINVAL;
    }
    attr->guard_bytes = bytes;
    return 0;
}

int pthread_attr_getguardsize(const pthread_attr_t *attr, size_t *bytes_out)
{
    *bytes_out = attr->guard_bytes;
    return 0;
}

int pthread_attr_setinheritsched(pthread_attr_t *attr, int inherit)
{
    if (inherit != PTHREAD_INHERIT_SCHED && inherit != PTHREAD_EXPLICIT_SCHED) {
        return EINVAL;
    }
    attr->inherit_sched = inherit;
    return 0;
}

int pthread_attr_getinheritsched(const pthread_attr_t *attr, int *inherit_out)
{
    *inherit_out = attr->inherit_sched;
    return 0;
}

int pthread_attr_setschedpolicy(pthread_attr_t *attr, int policy)
{
    (void)attr; /* there is one only */
    return policy == SCHED_RR ? 0 : ENOTSUP;
}

int pthread_attr_getschedpolicy(const pthread_attr_t *attr, int *policy_out)
{
    (void)attr;
    *policy_out = SCHED_RR;
    return 0;
}

int pthread_attr_setschedparam(pthread_attr_t *attr, const struct sched_param *param)
{
    if (param->sched_priority < 0 || param->sched_priority > TAY_PRIORITY_MAX) {
        return EINVAL;
    }
    attr->priority = param->sched_priority;
    return 0;
}

int pthread_attr_getschedparam(const pthread_attr_t *attr, struct sched_param *param_out)
{
    param_out->sched_priority = attr->priority;
    return 0;
}
