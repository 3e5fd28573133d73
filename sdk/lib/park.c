/* SPDX-License-Identifier: MIT */
/*
 * The parking lot. Invariants: a thread is in the list exactly while its `place` is not NULL; the
 * list is sorted by priority, then age; a thread that was taken out of it by another one gets
 * exactly one signal, and waits for that before it does anything else.
 */
#include "park.h"

#include "log.h"
#include "thread.h"
#include <tay/operations.h>
#include <tay/trap.h>

#define WAKE_BIT 1u

/* The word of the lot's own lock. */
#define FREE 0u
#define HELD 1u
#define WAITED_FOR 2u

static struct {
    uint32_t word;
    tay_cap_t notification; /* for those who wait for the lock; made with the second thread */
    struct tay_thread *first;
} lot;

/* An error here is a thread without a record, or a handle that somebody closed. */
static void must(enum tay_status status)
{
    if (status != TAY_OK && status != TAY_ECANCELED) {
        log_complain(
            "the C library cannot wait: a thread that it did not make, or a closed handle");
        __builtin_trap();
    }
}

enum tay_status park_begin(void)
{
    if (lot.notification != TAY_CAP_NULL) {
        return TAY_OK;
    }
    return tay_notification_create(TAY_OWN_ACCOUNT, &lot.notification);
}

void park_hold(void)
{
    uint32_t free = FREE;
    if (__atomic_compare_exchange_n(&lot.word, &free, HELD, false, __ATOMIC_ACQUIRE,
                                    __ATOMIC_RELAXED)) {
        return;
    }
    /* From now on whoever releases it signals, also when nobody else waits. */
    while (__atomic_exchange_n(&lot.word, WAITED_FOR, __ATOMIC_ACQUIRE) != FREE) {
        tay_word_t bits;
        must(tay_trap_wait(lot.notification, 0, 0, &bits));
    }
}

void park_release(void)
{
    if (__atomic_exchange_n(&lot.word, FREE, __ATOMIC_RELEASE) == WAITED_FOR) {
        must(tay_trap_notify(lot.notification, WAKE_BIT));
    }
}

void park_forget(void)
{
    if (lot.notification != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(lot.notification); /* it is the parent's, too */
        (void)status;                                             /* its own handle */
    }
    lot.notification = TAY_CAP_NULL;
    lot.first = NULL;
    lot.word = FREE;
}

static void insert(struct tay_thread *thread)
{
    struct tay_thread **at = &lot.first;
    while (*at != NULL && (*at)->priority >= thread->priority) {
        at = &(*at)->next;
    }
    thread->next = *at;
    *at = thread;
}

/* Takes the calling thread out of the list; false: somebody else has done so. */
static bool leave(struct tay_thread *self)
{
    park_hold();
    bool was_there = self->place != NULL;
    if (was_there) {
        struct tay_thread **at = &lot.first;
        while (*at != self) {
            at = &(*at)->next;
        }
        *at = self->next;
        self->place = NULL;
    }
    park_release();
    return was_there;
}

enum tay_status park_wait(const uint32_t *place, uint32_t expected, tay_time_t deadline_ns)
{
    struct tay_thread *self = thread_self;
    must(thread_can_wait());
    park_hold();
    if (__atomic_load_n(place, __ATOMIC_SEQ_CST) != expected) {
        park_release();
        return TAY_EAGAIN;
    }
    self->place = place;
    insert(self);
    park_release();

    tay_word_t bits;
    enum tay_status status =
        tay_trap_wait(self->notification, deadline_ns != TAY_TIME_NEVER ? TAY_INFO_DEADLINE : 0,
                      deadline_ns, &bits);
    if (status == TAY_OK) {
        return TAY_OK;
    }
    if (leave(self)) {
        must(status == TAY_ETIMEDOUT ? TAY_OK : status);
        return status;
    }
    do { /* the signal is on its way */
        status = tay_trap_wait(self->notification, 0, 0, &bits);
        must(status);
    } while (status != TAY_OK);
    return TAY_OK;
}

void park_wake(const uint32_t *place, uint32_t count)
{
    struct tay_thread *woken = NULL;
    struct tay_thread **last = &woken;
    park_hold();
    struct tay_thread **at = &lot.first;
    while (*at != NULL && count > 0) {
        struct tay_thread *thread = *at;
        if (thread->place != place) {
            at = &thread->next;
            continue;
        }
        *at = thread->next;
        thread->place = NULL;
        *last = thread;
        last = &thread->next;
        count--;
    }
    *last = NULL;
    park_release();
    while (woken != NULL) {
        struct tay_thread *next = woken->next; /* signalled, it may park again, or be gone */
        must(tay_trap_notify(woken->notification, WAKE_BIT));
        woken = next;
    }
}
