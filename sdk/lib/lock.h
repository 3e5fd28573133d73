/* SPDX-License-Identifier: MIT */
/*
 * Locks of the C library. Without contention they take no trap. A lock is a word; 0 is a free one.
 */
#ifndef LIB_LOCK_H
#define LIB_LOCK_H

#include <stdbool.h>
#include <tay/abi/types.h>

void lock_acquire(uint32_t *word);
bool lock_try(uint32_t *word);
void lock_release(uint32_t *word);

/* False: the deadline passed, and the lock is not the caller's. */
bool lock_acquire_until(uint32_t *word, tay_time_t deadline_ns);

/* One that its owner may acquire again, and then releases as often. */
struct relock {
    uint32_t word;
    unsigned depth;  /* of the owner */
    uintptr_t owner; /* a thread pointer; atomic */
};

void relock_acquire(struct relock *lock);
bool relock_try(struct relock *lock);
void relock_release(struct relock *lock);

/* The locks of the C library itself, around a clone of the process. */
void lock_libc(void);
void unlock_libc(void);

/* The lock of stdout, stderr and stdin, and of every other stream: so many are in use at once that
 * one is enough, and threads that lock several cannot wait for each other in a circle. */
extern struct relock lock_stdio;

#endif
