/* SPDX-License-Identifier: MIT */
/** @file
 * A lock among the threads of a program: for a server with several threads that does not want all
 * of pthread.h. Its mutexes are these locks, too.
 *
 *     static tay_lock_t lock;
 *
 *     tay_lock_acquire(&lock);
 *     count++;
 *     tay_lock_release(&lock);
 *
 * Only threads that have thread-local data may use one: the first one, and those of tay/thread.h
 * and pthread.h. What is not contended takes no trap. Threads that wait are woken by priority,
 * then by age; the one that holds the lock does not inherit a priority. A lock has no owner: a
 * thread that acquires it twice waits for itself.
 */
#ifndef TAY_LOCK_H
#define TAY_LOCK_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A lock. 0 is a free one, so one that is static or cleared needs no function to begin with, and
 * one that is free needs none to end. Other values are the library's own. Private to the process:
 * one in memory that is shared with another process excludes nobody there. */
typedef uint32_t tay_lock_t;

/**
 * Waits for a lock and takes it. What its last holder wrote is seen.
 *
 * @param lock not held by the caller
 * @note Blocks while another thread holds it. A thread that is cancelled meanwhile (thread_cancel)
 *       goes on waiting. Not for code that another thread's interrupt runs (thread_interrupt).
 */
void tay_lock_acquire(tay_lock_t *lock);

/**
 * Takes a lock if it is free.
 *
 * @param lock any
 * @return whether it is the caller's now
 * @note Does not block.
 */
TAY_MUST_CHECK bool tay_lock_try(tay_lock_t *lock);

/**
 * Waits for a lock until a time, and takes it.
 *
 * @param lock not held by the caller
 * @param deadline_ns since boot; TAY_TIME_NEVER: none
 * @return whether it is the caller's now; false: the deadline passed. One that is free is taken
 *         even if the deadline has passed.
 * @note Blocks while another thread holds it.
 */
TAY_MUST_CHECK bool tay_lock_acquire_until(tay_lock_t *lock, tay_time_t deadline_ns);

/**
 * Gives a lock back. What the caller wrote before is seen by whoever takes it next.
 *
 * @param lock held by the caller
 * @note Does not block; wakes one of those who wait. The lock's memory may be freed by who
 *       takes it next, even before this returns.
 */
void tay_lock_release(tay_lock_t *lock);

#ifdef __cplusplus
}
#endif

#endif
