/* SPDX-License-Identifier: MIT */
/*
 * What is done once.
 */
#include <pthread.h>

#include "park.h"

#define NEW 0u
#define RUNS 1u
#define DONE 2u

int pthread_once(pthread_once_t *once, void (*initialize)(void))
{
    uint32_t state = NEW;
    if (__atomic_compare_exchange_n(&once->state, &state, RUNS, 0, __ATOMIC_ACQUIRE,
                                    __ATOMIC_ACQUIRE)) {
        initialize();
        __atomic_store_n(&once->state, DONE, __ATOMIC_SEQ_CST);
        park_wake(&once->state, PARK_ALL);
        return 0;
    }
    while (__atomic_load_n(&once->state, __ATOMIC_ACQUIRE) != DONE) {
        (void)park_wait(&once->state, RUNS, TAY_TIME_NEVER); /* looks again anyhow */
    }
    return 0;
}
