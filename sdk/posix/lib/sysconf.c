/* SPDX-License-Identifier: MIT */
/*
 * What a program may ask about the system.
 */
#include <unistd.h>

#include "descriptor.h"
#include "error.h"
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#define PAGE_BYTES 4096

long sysconf(int name)
{
    switch (name) {
    case _SC_OPEN_MAX:
        return DESCRIPTORS_MAX;
    case _SC_PAGESIZE:
        return PAGE_BYTES;
    case _SC_CLK_TCK:
        return CLOCKS_PER_SEC; /* what times counts in */
    case _SC_THREADS:
        return _POSIX_THREADS;
    case _SC_MONOTONIC_CLOCK:
        return _POSIX_MONOTONIC_CLOCK;
    case _SC_THREAD_STACK_MIN:
        return PTHREAD_STACK_MIN;
    case _SC_THREAD_KEYS_MAX:
        return PTHREAD_KEYS_MAX;
    case _SC_SEM_VALUE_MAX:
        return SEM_VALUE_MAX;
    default:
        return error_return(EINVAL);
    }
}
