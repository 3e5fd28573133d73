/* SPDX-License-Identifier: MIT */
/*
 * Values of threads. A key has a number of its own in each use, and a value remembers it, so that a
 * new key has no values of the one that was there before. The number 0 is no use.
 */
#include <pthread.h>

#include "error.h"
#include "lock.h"
#include "thread.h"
#include <stdbool.h>
#include <stdlib.h>

static struct {
    uint32_t lock;
    unsigned uses; /* the last number */
    struct {
        unsigned use; /* atomic */
        void (*destructor)(void *);
    } key[PTHREAD_KEYS_MAX];
} keys;

struct value {
    unsigned use;
    void *value;
};

/* PTHREAD_KEYS_MAX of them; NULL: the thread has none. */
static _Thread_local struct value *values;

static unsigned use_of(pthread_key_t key)
{
    return key < PTHREAD_KEYS_MAX ? __atomic_load_n(&keys.key[key].use, __ATOMIC_ACQUIRE) : 0;
}

/* Takes the value of a key away, and what is to be done with it. */
static void *take(pthread_key_t key, void (**destructor_out)(void *))
{
    void *value = NULL;
    tay_lock_acquire(&keys.lock);
    if (values[key].use == keys.key[key].use) {
        value = values[key].value;
        *destructor_out = keys.key[key].destructor;
    }
    values[key].value = NULL;
    tay_lock_release(&keys.lock);
    return value;
}

/* False: there was nothing to destroy. */
static bool destroy_values(void)
{
    bool found = false;
    for (pthread_key_t key = 0; key < PTHREAD_KEYS_MAX; key++) {
        void (*destructor)(void *) = NULL;
        void *value = take(key, &destructor);
        if (value != NULL && destructor != NULL) {
            destructor(value);
            found = true;
        }
    }
    return found;
}

/* At a thread's end. Destructors may set values, which are destroyed in the next turn. */
static void end_values(void)
{
    if (values == NULL) {
        return;
    }
    for (unsigned turn = 0; turn < PTHREAD_DESTRUCTOR_ITERATIONS; turn++) {
        if (!destroy_values()) {
            break;
        }
    }
    free(values);
    values = NULL;
}

int pthread_key_create(pthread_key_t *key_out, void (*destructor)(void *))
{
    int error = EAGAIN;
    thread_at_end(THREAD_STAGE_KEYS, end_values);
    tay_lock_acquire(&keys.lock);
    for (pthread_key_t key = 0; key < PTHREAD_KEYS_MAX && error != 0; key++) {
        if (keys.key[key].use == 0) {
            keys.uses += keys.uses == UINT32_MAX ? 2 : 1;
            keys.key[key].destructor = destructor;
            __atomic_store_n(&keys.key[key].use, keys.uses, __ATOMIC_RELEASE);
            *key_out = key;
            error = 0;
        }
    }
    tay_lock_release(&keys.lock);
    return error;
}

int pthread_key_delete(pthread_key_t key)
{
    tay_lock_acquire(&keys.lock);
    bool was_used = use_of(key) != 0;
    if (was_used) {
        __atomic_store_n(&keys.key[key].use, 0, __ATOMIC_RELEASE);
    }
    tay_lock_release(&keys.lock);
    return was_used ? 0 : EINVAL;
}

int pthread_setspecific(pthread_key_t key, const void *value)
{
    unsigned use = use_of(key);
    if (use == 0) {
        return EINVAL;
    }
    if (values == NULL) {
        values = calloc(PTHREAD_KEYS_MAX, sizeof *values);
        if (values == NULL) {
            return ENOMEM;
        }
    }
    values[key] = (struct value){.use = use, .value = (void *)(uintptr_t)value};
    return 0;
}

void *pthread_getspecific(pthread_key_t key)
{
    unsigned use = use_of(key);
    return use != 0 && values != NULL && values[key].use == use ? values[key].value : NULL;
}
