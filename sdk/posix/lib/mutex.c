/* SPDX-License-Identifier: MIT */
/*
 * Mutexes: the C library's lock, and for some an owner. Invariant: while a mutex that has owners is
 * locked its owner and depth are its owner's to change.
 */
#include <pthread.h>

#include "clock.h"
#include "error.h"
#include "lock.h"
#include "mutex.h"
#include <limits.h>
#include <stdbool.h>

static bool is_mine(const pthread_mutex_t *mutex)
{
    return mutex->type != PTHREAD_MUTEX_NORMAL &&
           __atomic_load_n(&mutex->owner, __ATOMIC_RELAXED) == pthread_self();
}

static void own(pthread_mutex_t *mutex)
{
    if (mutex->type != PTHREAD_MUTEX_NORMAL) {
        __atomic_store_n(&mutex->owner, pthread_self(), __ATOMIC_RELAXED);
        mutex->depth = 1;
    }
}

/* Of a mutex that the caller owns already. */
static int lock_again(pthread_mutex_t *mutex, int error)
{
    if (mutex->type != PTHREAD_MUTEX_RECURSIVE) {
        return error;
    }
    if (mutex->depth == UINT_MAX) {
        return EAGAIN;
    }
    mutex->depth++;
    return 0;
}

int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr)
{
    *mutex = (pthread_mutex_t){.type = attr != NULL ? attr->type : PTHREAD_MUTEX_DEFAULT};
    return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    return __atomic_load_n(&mutex->word, __ATOMIC_RELAXED) != 0 ? EBUSY : 0;
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    if (is_mine(mutex)) {
        return lock_again(mutex, EBUSY);
    }
    if (!tay_lock_try(&mutex->word)) {
        return EBUSY;
    }
    own(mutex);
    return 0;
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    if (is_mine(mutex)) {
        return lock_again(mutex, EDEADLK);
    }
    tay_lock_acquire(&mutex->word);
    own(mutex);
    return 0;
}

int pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until)
{
    tay_time_t deadline_ns;
    int error = pthread_mutex_trylock(mutex);
    if (error != EBUSY) {
        return error; /* without a look at the time, as POSIX wants it */
    }
    if (is_mine(mutex)) {
        return EDEADLK;
    }
    error = clock_deadline(clock, until, &deadline_ns);
    if (error != 0) {
        return error;
    }
    if (!tay_lock_acquire_until(&mutex->word, deadline_ns)) {
        return ETIMEDOUT;
    }
    own(mutex);
    return 0;
}

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *until)
{
    return pthread_mutex_clocklock(mutex, CLOCK_REALTIME, until);
}

int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    if (mutex->type != PTHREAD_MUTEX_NORMAL) {
        if (!is_mine(mutex)) {
            return EPERM;
        }
        if (--mutex->depth > 0) {
            return 0;
        }
        __atomic_store_n(&mutex->owner, 0, __ATOMIC_RELAXED);
    }
    tay_lock_release(&mutex->word);
    return 0;
}

int mutex_leave(pthread_mutex_t *mutex, unsigned *depth_out)
{
    *depth_out = 1;
    if (mutex->type != PTHREAD_MUTEX_NORMAL) {
        if (!is_mine(mutex)) {
            return EPERM;
        }
        *depth_out = mutex->depth;
        mutex->depth = 1;
    }
    return pthread_mutex_unlock(mutex);
}

void mutex_return(pthread_mutex_t *mutex, unsigned depth)
{
    tay_lock_acquire(&mutex->word);
    own(mutex);
    if (mutex->type != PTHREAD_MUTEX_NORMAL) {
        mutex->depth = depth;
    }
}

int pthread_mutexattr_init(pthread_mutexattr_t *attr)
{
    *attr = (pthread_mutexattr_t){.type = PTHREAD_MUTEX_DEFAULT};
    return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *attr)
{
    (void)attr; /* it has nothing */
    return 0;
}

int pthread_mutexattr_settype(pthread_mutexattr_t *attr, int type)
{
    if (type != PTHREAD_MUTEX_NORMAL && type != PTHREAD_MUTEX_RECURSIVE &&
        type != PTHREAD_MUTEX_ERRORCHECK) {
        return EINVAL;
    }
    attr->type = type;
    return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *attr, int *type_out)
{
    *type_out = attr->type;
    return 0;
}
