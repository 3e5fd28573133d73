/* SPDX-License-Identifier: MIT */
/*
 * picolibc's locks (its <sys/lock.h>).
 */
#include "lock.h"

#include <stdlib.h>
#include <sys/lock.h>

/* Its plain locks may be acquired again, too: it allows what it does not need. */
struct __lock {
    struct relock lock;
};

struct __lock __lock___libc_recursive_mutex;

/* For every lock that there was no memory for. */
static struct __lock shared;

void lock_libc(void)
{
    relock_acquire(&__lock___libc_recursive_mutex.lock);
}

void unlock_libc(void)
{
    relock_release(&__lock___libc_recursive_mutex.lock);
}

void __retarget_lock_init(_LOCK_T *lock)
{
    struct __lock *made = calloc(1, sizeof *made);
    *lock = made != NULL ? made : &shared;
}

void __retarget_lock_close(_LOCK_T lock)
{
    if (lock != &shared) {
        free(lock);
    }
}

void __retarget_lock_acquire(_LOCK_T lock)
{
    relock_acquire(&lock->lock);
}

int __retarget_lock_try_acquire(_LOCK_T lock)
{
    return relock_try(&lock->lock);
}

void __retarget_lock_release(_LOCK_T lock)
{
    relock_release(&lock->lock);
}

void __retarget_lock_init_recursive(_LOCK_T *lock)
{
    __retarget_lock_init(lock);
}

void __retarget_lock_close_recursive(_LOCK_T lock)
{
    __retarget_lock_close(lock);
}

void __retarget_lock_acquire_recursive(_LOCK_T lock)
{
    relock_acquire(&lock->lock);
}

int __retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
    return relock_try(&lock->lock);
}

void __retarget_lock_release_recursive(_LOCK_T lock)
{
    relock_release(&lock->lock);
}
