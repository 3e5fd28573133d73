/* SPDX-License-Identifier: MIT */
/*
 * The lock of what the C library keeps. The computer's own needs none: no thread of a program is
 * stopped in the middle of it.
 */
#include "lock.h"

static struct relock lock;

void lock_libc(void)
{
    relock_acquire(&lock);
}

void unlock_libc(void)
{
    relock_release(&lock);
}
