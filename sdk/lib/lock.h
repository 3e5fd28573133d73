/* SPDX-License-Identifier: MIT */
/*
 * Locks of the C library, besides those of tay/lock.h, on which they stand.
 */
#ifndef LIB_LOCK_H
#define LIB_LOCK_H

#include <tay/lock.h>

/* One that its owner may acquire again, and then releases as often. */
struct relock {
    tay_lock_t word;
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
