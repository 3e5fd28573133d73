/* SPDX-License-Identifier: MIT */
/*
 * Locks of readers and a writer. Invariant, under `lock`: there are no readers while there is a
 * writer. Whoever cannot go on waits for the next sequence, which the last reader or the writer
 * begins.
 */
#include <pthread.h>

#include "clock.h"
#include "error.h"
#include "lock.h"
#include "park.h"
#include <stdbool.h>

enum use { READ, WRITE };

int pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attr)
{
    (void)attr; /* it has nothing */
    *lock = (pthread_rwlock_t){0};
    return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
    tay_lock_acquire(&lock->lock);
    bool busy = lock->readers > 0 || lock->writer != 0;
    tay_lock_release(&lock->lock);
    return busy ? EBUSY : 0;
}

/* Under `lock`: takes it if that is possible now. `waiting`: the caller is counted as a writer that
 * waits. */
static bool take(pthread_rwlock_t *lock, enum use use, bool waiting)
{
    if (lock->writer != 0) {
        return false;
    }
    if (use == READ) {
        if (lock->writers_waiting > 0) {
            return false;
        }
        lock->readers++;
        return true;
    }
    if (lock->readers > 0) {
        return false;
    }
    lock->writer = pthread_self();
    lock->writers_waiting -= waiting;
    return true;
}

/* Lets all that wait look again; releases `lock`. */
static void begin_sequence(pthread_rwlock_t *lock)
{
    __atomic_add_fetch(&lock->sequence, 1, __ATOMIC_SEQ_CST);
    tay_lock_release(&lock->lock);
    park_wake(&lock->sequence, PARK_ALL);
}

/* Under `lock`, which it releases. */
static int wait_and_take(pthread_rwlock_t *lock, enum use use, tay_time_t deadline_ns)
{
    bool is_writer = use == WRITE;
    lock->writers_waiting += is_writer;
    while (!take(lock, use, is_writer)) {
        uint32_t sequence = __atomic_load_n(&lock->sequence, __ATOMIC_RELAXED);
        tay_lock_release(&lock->lock);
        enum tay_status status = park_wait(&lock->sequence, sequence, deadline_ns);
        tay_lock_acquire(&lock->lock);
        if (status == TAY_ETIMEDOUT) {
            lock->writers_waiting -= is_writer;
            begin_sequence(lock); /* readers may have waited for this writer only */
            return ETIMEDOUT;
        }
    }
    tay_lock_release(&lock->lock);
    return 0;
}

static int acquire(pthread_rwlock_t *lock, enum use use, const struct timespec *until)
{
    tay_time_t deadline_ns;
    tay_lock_acquire(&lock->lock);
    if (take(lock, use, false)) {
        tay_lock_release(&lock->lock);
        return 0;
    }
    int error = clock_deadline(CLOCK_REALTIME, until, &deadline_ns);
    if (lock->writer == pthread_self()) {
        error = EDEADLK;
    }
    if (error != 0) {
        tay_lock_release(&lock->lock);
        return error;
    }
    return wait_and_take(lock, use, deadline_ns);
}

static int try_acquire(pthread_rwlock_t *lock, enum use use)
{
    tay_lock_acquire(&lock->lock);
    bool taken = take(lock, use, false);
    tay_lock_release(&lock->lock);
    return taken ? 0 : EBUSY;
}

int pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
    return acquire(lock, READ, NULL);
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
    return try_acquire(lock, READ);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *until)
{
    return acquire(lock, READ, until);
}

int pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
    return acquire(lock, WRITE, NULL);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
    return try_acquire(lock, WRITE);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *until)
{
    return acquire(lock, WRITE, until);
}

int pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
    tay_lock_acquire(&lock->lock);
    if (lock->writer == pthread_self()) {
        lock->writer = 0;
    } else if (lock->writer == 0 && lock->readers > 0) {
        lock->readers--;
    } else {
        tay_lock_release(&lock->lock);
        return EPERM;
    }
    if (lock->readers > 0) {
        tay_lock_release(&lock->lock);
    } else {
        begin_sequence(lock);
    }
    return 0;
}

int pthread_rwlockattr_init(pthread_rwlockattr_t *attr)
{
    *attr = (pthread_rwlockattr_t){0};
    return 0;
}

int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attr)
{
    (void)attr; /* it has nothing */
    return 0;
}
