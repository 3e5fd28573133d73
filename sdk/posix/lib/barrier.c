/* SPDX-License-Identifier: MIT */
/*
 * Barriers. The last thread to arrive begins a round; the others of the old round are then counted
 * out, so that the barrier can be destroyed as soon as one has returned.
 */
#include <pthread.h>

#include "error.h"
#include "lock.h"
#include "park.h"

int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attr,
                         unsigned count)
{
    (void)attr; /* it has nothing */
    if (count == 0) {
        return EINVAL;
    }
    *barrier = (pthread_barrier_t){.count = count};
    return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *barrier)
{
    tay_lock_acquire(&barrier->lock);
    uint32_t arrived = barrier->arrived;
    tay_lock_release(&barrier->lock);
    if (arrived > 0) {
        return EBUSY;
    }
    uint32_t leaving;
    while ((leaving = __atomic_load_n(&barrier->leaving, __ATOMIC_ACQUIRE)) > 0) {
        (void)park_wait(&barrier->leaving, leaving, TAY_TIME_NEVER); /* looks again anyhow */
    }
    return 0;
}

int pthread_barrier_wait(pthread_barrier_t *barrier)
{
    tay_lock_acquire(&barrier->lock);
    uint32_t round = __atomic_load_n(&barrier->round, __ATOMIC_RELAXED);
    if (++barrier->arrived == barrier->count) {
        barrier->arrived = 0;
        __atomic_add_fetch(&barrier->leaving, barrier->count - 1, __ATOMIC_RELAXED);
        __atomic_store_n(&barrier->round, round + 1, __ATOMIC_RELEASE);
        tay_lock_release(&barrier->lock);
        park_wake(&barrier->round, PARK_ALL);
        return PTHREAD_BARRIER_SERIAL_THREAD;
    }
    tay_lock_release(&barrier->lock);
    while (__atomic_load_n(&barrier->round, __ATOMIC_ACQUIRE) == round) {
        (void)park_wait(&barrier->round, round, TAY_TIME_NEVER); /* looks again anyhow */
    }
    if (__atomic_sub_fetch(&barrier->leaving, 1, __ATOMIC_RELEASE) == 0) {
        park_wake(&barrier->leaving, PARK_ALL);
    }
    return 0;
}

int pthread_barrierattr_init(pthread_barrierattr_t *attr)
{
    *attr = (pthread_barrierattr_t){0};
    return 0;
}

int pthread_barrierattr_destroy(pthread_barrierattr_t *attr)
{
    (void)attr; /* it has nothing */
    return 0;
}
