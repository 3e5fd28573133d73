/* SPDX-License-Identifier: MIT */
/*
 * Semaphores: a value that nobody takes below 0. Who posts does not look at the semaphore
 * afterwards, so that whoever was let go may destroy it.
 */
#include <semaphore.h>

#include "clock.h"
#include "error.h"
#include "park.h"
#include "thread.h"
#include <stdbool.h>

int sem_init(sem_t *semaphore, int shared, unsigned value)
{
    if (shared != 0) {
        return error_return(ENOTSUP);
    }
    if (value > SEM_VALUE_MAX) {
        return error_return(EINVAL);
    }
    *semaphore = (sem_t){.value = value};
    return 0;
}

int sem_destroy(sem_t *semaphore)
{
    (void)semaphore; /* it has nothing */
    return 0;
}

static bool take(sem_t *semaphore)
{
    uint32_t value = __atomic_load_n(&semaphore->value, __ATOMIC_RELAXED);
    while (value > 0) {
        if (__atomic_compare_exchange_n(&semaphore->value, &value, value - 1, true,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
            return true;
        }
    }
    return false;
}

int sem_trywait(sem_t *semaphore)
{
    return take(semaphore) ? 0 : error_return(EAGAIN);
}

int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until)
{
    tay_time_t deadline_ns;
    if (take(semaphore)) {
        return 0; /* without a look at the time, as POSIX wants it */
    }
    int error = clock_deadline(clock, until, &deadline_ns);
    unsigned interruptions = thread_self->interruptions;
    while (error == 0 && !take(semaphore)) {
        enum tay_status status = park_wait(&semaphore->value, 0, deadline_ns);
        bool goes_on = status == TAY_ECANCELED && thread_self->interruptions == interruptions;
        error = status == TAY_EAGAIN || goes_on ? 0 : error_number(status);
    }
    return error_return(error);
}

int sem_timedwait(sem_t *semaphore, const struct timespec *until)
{
    return sem_clockwait(semaphore, CLOCK_REALTIME, until);
}

int sem_wait(sem_t *semaphore)
{
    return sem_clockwait(semaphore, CLOCK_MONOTONIC, NULL);
}

int sem_post(sem_t *semaphore)
{
    uint32_t value = __atomic_load_n(&semaphore->value, __ATOMIC_RELAXED);
    do {
        if (value == SEM_VALUE_MAX) {
            return error_return(EOVERFLOW);
        }
    } while (!__atomic_compare_exchange_n(&semaphore->value, &value, value + 1, true,
                                          __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
    park_wake(&semaphore->value, 1);
    return 0;
}

int sem_getvalue(sem_t *semaphore, int *value_out)
{
    *value_out = (int)__atomic_load_n(&semaphore->value, __ATOMIC_RELAXED);
    return 0;
}
