/* SPDX-License-Identifier: MIT */
/*
 * Waiting for a word of memory to change: what locks that cost no trap stand on.
 *
 * The queues of waiting threads are in the program's own memory; the kernel is asked only to stop a
 * thread and to let it go on. A wake may come although nothing changed: whoever is woken looks
 * again.
 */
#ifndef LIB_PARK_H
#define LIB_PARK_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

/*
 * Waits at a word for as long as it has a value. TAY_OK: woken; TAY_EAGAIN: it has another value;
 * TAY_ETIMEDOUT: the deadline (TAY_TIME_NEVER: none) passed; TAY_ECANCELED: thread_cancel.
 */
enum tay_status park_wait(const uint32_t *place, uint32_t expected, tay_time_t deadline_ns);

#define PARK_ALL UINT32_MAX

/* Wakes so many threads that wait at a word, the most important and then the oldest first. Only the
 * word's address counts: its memory may be gone. */
void park_wake(const uint32_t *place, uint32_t count);

/* Before a program has a second thread: TAY_ENOMEM, TAY_EFULL. */
TAY_MUST_CHECK enum tay_status park_begin(void);

/* No thread can park, wake or be woken between the two. */
void park_hold(void);
void park_release(void);

/* Instead of park_release, in the child of a clone: the threads that waited are not here. */
void park_forget(void);

#endif
