/* SPDX-License-Identifier: MIT */
/** @file
 * POSIX semaphores, without names and private to the process.
 *
 * Functions return 0, or -1 and set errno. Nothing that need not wait takes a trap.
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

/** EINVAL: a value above SEM_VALUE_MAX; ENOTSUP: shared with other processes. */
int sem_init(sem_t *semaphore, int shared, unsigned value);
int sem_destroy(sem_t *semaphore);

/** Takes one, and waits for it. EINTR: somebody cancelled the wait (thread_cancel). */
int sem_wait(sem_t *semaphore);

/** EAGAIN: there is none. */
int sem_trywait(sem_t *semaphore);

/** As sem_wait, until a time of CLOCK_REALTIME, or of a clock: ETIMEDOUT; EINVAL: no such time. */
int sem_timedwait(sem_t *semaphore, const struct timespec *until);
int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until);

/** Adds one. EOVERFLOW: there are SEM_VALUE_MAX. */
int sem_post(sem_t *semaphore);

/** Tells the value, which may have changed since; returns 0. */
int sem_getvalue(sem_t *semaphore, int *value_out);

#ifdef __cplusplus
}
#endif

#endif
