/* SPDX-License-Identifier: MIT */
/*
 * Conditions. A signal changes the sequence, so a thread that has left the mutex and does not wait
 * yet is not missed. Whoever was woken does not look at the condition again, so that it may be
 * destroyed.
 */
#include <pthread.h>

#include "clock.h"
#include "error.h"
#include "mutex.h"
#include "park.h"

int pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attr)
{
    *condition = (pthread_cond_t){.clock = attr != NULL ? attr->clock : CLOCK_REALTIME};
    return 0;
}

int pthread_cond_destroy(pthread_cond_t *condition)
{
    (void)condition; /* it has nothing */
    return 0;
}

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
                           const struct timespec *until)
{
    tay_time_t deadline_ns;
    unsigned depth;
    int error = clock_deadline(clock, until, &deadline_ns);
    if (error != 0) {
        return error;
    }
    uint32_t sequence = __atomic_load_n(&condition->sequence, __ATOMIC_RELAXED);
    error = mutex_leave(mutex, &depth);
    if (error != 0) {
        return error;
    }
    enum tay_status status = park_wait(&condition->sequence, sequence, deadline_ns);
    mutex_return(mutex, depth);
    return status == TAY_ETIMEDOUT ? ETIMEDOUT : 0;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                           const struct timespec *until)
{
    return pthread_cond_clockwait(condition, mutex, condition->clock, until);
}

int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    return pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, NULL);
}

static int wake(pthread_cond_t *condition, uint32_t count)
{
    __atomic_add_fetch(&condition->sequence, 1, __ATOMIC_SEQ_CST);
    park_wake(&condition->sequence, count);
    return 0;
}

int pthread_cond_signal(pthread_cond_t *condition)
{
    return wake(condition, 1);
}

int pthread_cond_broadcast(pthread_cond_t *condition)
{
    return wake(condition, PARK_ALL);
}

int pthread_condattr_init(pthread_condattr_t *attr)
{
    *attr = (pthread_condattr_t){.clock = CLOCK_REALTIME};
    return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *attr)
{
    (void)attr; /* it has nothing */
    return 0;
}

int pthread_condattr_setclock(pthread_condattr_t *attr, clockid_t clock)
{
    if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) {
        return EINVAL;
    }
    attr->clock = clock;
    return 0;
}

int pthread_condattr_getclock(const pthread_condattr_t *attr, clockid_t *clock_out)
{
    *clock_out = attr->clock;
    return 0;
}
