/* SPDX-License-Identifier: MIT */
/** @file
 * POSIX semaphores, without names and private to the process.
 *
 * Functions return 0, or -1 and set errno. Nothing that need not wait takes a trap. A thread that
 * is woken is the one with the highest priority, then the oldest. All are thread-safe.
 */
#ifndef TAY_SEMAPHORE_H
#define TAY_SEMAPHORE_H

#include <stdint.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

#undef SEM_VALUE_MAX
#define SEM_VALUE_MAX 0x7fffffff /**< the highest value */

/** A semaphore; its member is the library's own. */
typedef struct {
    uint32_t value;
} sem_t;

/**
 * Makes a semaphore, or ends it.
 *
 * @param semaphore written; when it ends, nobody may wait for it
 * @param shared 0
 * @param value what it has at first, at most SEM_VALUE_MAX
 * @return 0; -1, with errno: EINVAL: the value is above that; ENOTSUP: shared with other processes
 */
int sem_init(sem_t *semaphore, int shared, unsigned value);
int sem_destroy(sem_t *semaphore);

/**
 * Takes one, and waits for it, for ever or until a time.
 *
 * @param semaphore made by sem_init
 * @param clock CLOCK_REALTIME, which is that of sem_timedwait, or CLOCK_MONOTONIC
 * @param until a time of the clock, not a span
 * @return 0; -1, with errno, and none was taken: EINTR: somebody cancelled the wait
 *         (thread_cancel); ETIMEDOUT; EINVAL: no such time or clock
 * @note Blocks while there is none.
 */
int sem_wait(sem_t *semaphore);
int sem_timedwait(sem_t *semaphore, const struct timespec *until);
int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until);

/**
 * Takes one if there is one.
 *
 * @param semaphore made by sem_init
 * @return 0; -1, with errno: EAGAIN: there is none
 */
int sem_trywait(sem_t *semaphore);

/**
 * Adds one, and wakes one thread that waits for it.
 *
 * @param semaphore made by sem_init
 * @return 0; -1, with errno: EOVERFLOW: there are SEM_VALUE_MAX
 */
int sem_post(sem_t *semaphore);

/**
 * Tells the value, which may have changed since.
 *
 * @param semaphore made by sem_init
 * @param value_out written: 0 while threads wait
 * @return 0
 */
int sem_getvalue(sem_t *semaphore, int *value_out);

#ifdef __cplusplus
}
#endif

#endif
