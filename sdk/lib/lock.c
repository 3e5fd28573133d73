/* SPDX-License-Identifier: MIT */
/*
 * Locks. Invariant: while a thread waits for a lock its word is WAITED_FOR, or somebody is about to
 * look at it again.
 */
#include "lock.h"

#include "park.h"
#include "tls.h"

#define FREE 0u
#define HELD 1u
#define WAITED_FOR 2u

bool tay_lock_try(tay_lock_t *lock)
{
    uint32_t free = FREE;
    return __atomic_compare_exchange_n(lock, &free, HELD, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

bool tay_lock_acquire_until(tay_lock_t *lock, tay_time_t deadline_ns)
{
    if (tay_lock_try(lock)) {
        return true;
    }
    /* Whoever has waited takes it as WAITED_FOR: there may be others. */
    while (__atomic_exchange_n(lock, WAITED_FOR, __ATOMIC_ACQUIRE) != FREE) {
        if (park_wait(lock, WAITED_FOR, deadline_ns) == TAY_ETIMEDOUT) {
            return false;
        }
    }
    return true;
}

void tay_lock_acquire(tay_lock_t *lock)
{
    (void)tay_lock_acquire_until(lock, TAY_TIME_NEVER); /* does not time out */
}

void tay_lock_release(tay_lock_t *lock)
{
    if (__atomic_exchange_n(lock, FREE, __ATOMIC_RELEASE) == WAITED_FOR) {
        park_wake(lock, 1);
    }
}

/* 0 is a thread without thread-local data, which cannot be told from another such one. */
static bool is_mine(const struct relock *lock)
{
    return tls_self() != 0 && __atomic_load_n(&lock->owner, __ATOMIC_RELAXED) == tls_self();
}

bool relock_try(struct relock *lock)
{
    if (!is_mine(lock)) {
        if (!tay_lock_try(&lock->word)) {
            return false;
        }
        __atomic_store_n(&lock->owner, tls_self(), __ATOMIC_RELAXED);
    }
    lock->depth++;
    return true;
}

void relock_acquire(struct relock *lock)
{
    uintptr_t self = tls_self();
    if (self == 0 || __atomic_load_n(&lock->owner, __ATOMIC_RELAXED) != self) {
        tay_lock_acquire(&lock->word);
        __atomic_store_n(&lock->owner, self, __ATOMIC_RELAXED);
    }
    lock->depth++;
}

void relock_release(struct relock *lock)
{
    if (--lock->depth == 0) {
        __atomic_store_n(&lock->owner, 0, __ATOMIC_RELAXED);
        tay_lock_release(&lock->word);
    }
}

struct relock lock_stdio;
