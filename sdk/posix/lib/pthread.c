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

_Static_assert(PTHREAD_STACK_MIN == TAY_THREAD_STACK_BYTES_MIN &&
                   PTHREAD_STACK_DEFAULT == TAY_THREAD_STACK_BYTES,
               "attributes of POSIX are plans");

static const pthread_attr_t usual = {.stack_bytes = PTHREAD_STACK_DEFAULT,
                                     .guard_bytes = TAY_THREAD_GUARD_BYTES};

static _Thread_local struct pthread_cleanup *cleanups;

int pthread_create(pthread_t *thread_out, const pthread_attr_t *attr, void *(*run)(void *),
                   void *argument)
{
    const pthread_attr_t *how = attr != NULL ? attr : &usual;
    bool inherits = how->inherit_sched != PTHREAD_EXPLICIT_SCHED;
    struct tay_thread_plan plan = {.stack_bytes = how->stack_bytes,
                                   .guard_bytes = how->guard_bytes,
                                   .priority =
                                       inherits ? TAY_THREAD_PRIORITY_OWN : (unsigned)how->priority,
                                   .detached = how->detach_state == PTHREAD_CREATE_DETACHED};
    struct tay_thread *thread;
    enum tay_status status = thread_make(&plan, run, argument, &thread);
    if (status == TAY_OK) {
        *thread_out = (pthread_t)thread;
        status = thread_start(thread);
    }
    if (status == TAY_OK) {
        return 0;
    }
    return status == TAY_EINVAL ? EPERM : EAGAIN;
}

int pthread_join(pthread_t thread, void **result_out)
{
    void *result;
    if (thread == pthread_self()) {
        return EDEADLK;
    }
    enum tay_status status = tay_thread_join((struct tay_thread *)thread, &result);
    if (status == TAY_OK && result_out != NULL) {
        *result_out = result;
    }
    return status == TAY_ENOMEM || status == TAY_EFULL ? EAGAIN : error_number(status);
}

int pthread_detach(pthread_t thread)
{
    return error_number(tay_thread_detach((struct tay_thread *)thread));
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
    tay_thread_exit(result);
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
    return priority_change((struct tay_thread *)thread, priority);
}

int pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *param)
{
    return policy != SCHED_RR ? EINVAL : pthread_setschedprio(thread, param->sched_priority);
}

int pthread_getschedparam(pthread_t thread, int *policy_out, struct sched_param *param_out)
{
    unsigned priority;
    int error = priority_query((struct tay_thread *)thread, &priority);
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
    if (bytes < PTHREAD_STACK_MIN || bytes > TAY_THREAD_STACK_BYTES_MAX) {
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
    if (bytes > TAY_THREAD_STACK_BYTES_MAX) {
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
