/* SPDX-License-Identifier: MIT */
/*
 * What may be shared with other processes: nothing.
 */
#include <pthread.h>

#include "error.h"

static int check(int shared)
{
    if (shared == PTHREAD_PROCESS_SHARED) {
        return ENOTSUP;
    }
    return shared == PTHREAD_PROCESS_PRIVATE ? 0 : EINVAL;
}

static int tell(int *shared_out)
{
    *shared_out = PTHREAD_PROCESS_PRIVATE;
    return 0;
}

int pthread_mutexattr_setpshared(pthread_mutexattr_t *attr, int shared)
{
    (void)attr;
    return check(shared);
}

int pthread_mutexattr_getpshared(const pthread_mutexattr_t *attr, int *shared_out)
{
    (void)attr;
    return tell(shared_out);
}

int pthread_condattr_setpshared(pthread_condattr_t *attr, int shared)
{
    (void)attr;
    return check(shared);
}

int pthread_condattr_getpshared(const pthread_condattr_t *attr, int *shared_out)
{
    (void)attr;
    return tell(shared_out);
}

int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attr, int shared)
{
    (void)attr;
    return check(shared);
}

int pthread_rwlockattr_getpshared(const pthread_rwlockattr_t *attr, int *shared_out)
{
    (void)attr;
    return tell(shared_out);
}

int pthread_barrierattr_setpshared(pthread_barrierattr_t *attr, int shared)
{
    (void)attr;
    return check(shared);
}

int pthread_barrierattr_getpshared(const pthread_barrierattr_t *attr, int *shared_out)
{
    (void)attr;
    return tell(shared_out);
}
