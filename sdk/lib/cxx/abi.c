/* SPDX-License-Identifier: MIT */
/*
 * What a compiler calls for C++ without exceptions (Itanium C++ ABI, 2.8, 3.2.6, 3.3.2, 3.3.6):
 * static variables of functions, objects of threads, and functions that no object has.
 */
#include "log.h"
#include "park.h"
#include "thread.h"
#include <stdlib.h>

/* A variable's guard: the compiler reads the first byte, and skips the call when it is 1. */
struct cxx_guard {
    uint8_t initialized;
    uint32_t state; /* RUNS: somebody is initializing the variable */
};

#define FREE 0u
#define RUNS 1u

int __cxa_guard_acquire(struct cxx_guard *guard);
void __cxa_guard_release(struct cxx_guard *guard);
void __cxa_guard_abort(struct cxx_guard *guard);
int __cxa_thread_atexit(void (*destroy)(void *), void *object, void *unused);
__attribute__((noreturn)) void __cxa_pure_virtual(void);
__attribute__((noreturn)) void __cxa_deleted_virtual(void);

/* What tells shared libraries apart; there are none. */
extern void *__dso_handle;
void *__dso_handle;

int __cxa_guard_acquire(struct cxx_guard *guard)
{
    for (;;) {
        uint32_t state = FREE;
        if (__atomic_load_n(&guard->initialized, __ATOMIC_ACQUIRE) != 0) {
            return 0;
        }
        if (__atomic_compare_exchange_n(&guard->state, &state, RUNS, false, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED)) {
            /* It may have been initialized since. */
            if (__atomic_load_n(&guard->initialized, __ATOMIC_ACQUIRE) == 0) {
                return 1;
            }
            __cxa_guard_abort(guard);
            return 0;
        }
        (void)park_wait(&guard->state, RUNS, TAY_TIME_NEVER); /* looks again anyhow */
    }
}

void __cxa_guard_abort(struct cxx_guard *guard)
{
    __atomic_store_n(&guard->state, FREE, __ATOMIC_SEQ_CST);
    park_wake(&guard->state, PARK_ALL);
}

void __cxa_guard_release(struct cxx_guard *guard)
{
    __atomic_store_n(&guard->initialized, 1, __ATOMIC_RELEASE);
    __cxa_guard_abort(guard);
}

/* Objects of the calling thread, the newest first. */
struct cxx_object {
    struct cxx_object *older;
    void (*destroy)(void *);
    void *object;
};

static _Thread_local struct cxx_object *objects;

/* 1: objects are destroyed at a thread's end and at exit. Atomic. */
static uint32_t registered;

static void destroy_objects(void)
{
    while (objects != NULL) {
        struct cxx_object *newest = objects;
        objects = newest->older;
        newest->destroy(newest->object);
        free(newest);
    }
}

int __cxa_thread_atexit(void (*destroy)(void *), void *object, void *unused)
{
    (void)unused;
    struct cxx_object *made = malloc(sizeof *made);
    if (made == NULL) {
        return -1;
    }
    if (__atomic_exchange_n(&registered, 1, __ATOMIC_RELAXED) == 0) {
        thread_at_end(THREAD_STAGE_OBJECTS, destroy_objects);
        if (atexit(destroy_objects) != 0) {
            __atomic_store_n(&registered, 0, __ATOMIC_RELAXED);
        }
    }
    *made = (struct cxx_object){.older = objects, .destroy = destroy, .object = object};
    objects = made;
    return 0;
}

void __cxa_pure_virtual(void)
{
    log_complain("a pure virtual function was called");
    __builtin_trap();
}

void __cxa_deleted_virtual(void)
{
    log_complain("a deleted virtual function was called");
    __builtin_trap();
}
