/* SPDX-License-Identifier: MIT */
/*
 * Notifications. Invariants: while a thread waits, no bit is set; while there is an only waiter,
 * whose state is THREAD_WAITING, the queue is empty.
 */
#include <ipc/notification.h>

#include <ipc/endpoint.h>
#include <log/log.h>
#include <mem/slab.h>
#include <sched/scheduler.h>
#include <sched/wait.h>

/* Waiters that one step of the end wakes: about 1400 instructions each where there are many. */
#define END_BATCH 4

struct notification *notification_create(struct account *account)
{
    struct notification *notification = slab_alloc(account, SLAB_NOTIFICATION);
    if (notification != NULL) {
        object_init(&notification->object, TAY_OBJECT_notification, account);
        wait_queue_init(&notification->waiters);
    }
    return notification;
}

static void deliver(struct thread *thread, tay_word_t bits)
{
    hal_context_set_word(&thread->context, 0, TAY_OK);
    hal_context_set_word(&thread->context, 1, 0);
    hal_context_set_word(&thread->context, 2, bits);
#pragma clang loop unroll(full)
    for (unsigned n = 1; n < TAY_WORDS; n++) {
        hal_context_set_word(&thread->context, 2 + n, 0);
    }
    hal_context_set_badge(&thread->context, 0);
    hal_context_end_trap(&thread->context);
}

struct thread *notification_first(const struct notification *notification)
{
    return notification->waiter != NULL ? notification->waiter : wait_first(&notification->waiters);
}

void notification_leave(struct thread *thread)
{
    container_of(thread->wait.queue, struct notification, waiters)->waiter = NULL;
}

/* Sets bits; whom they let go on, or NULL. */
static struct thread *set_bits(struct notification *notification, tay_word_t bits)
{
    if (notification->object.dying) {
        return NULL;
    }
    notification->bits |= bits;
    if (notification->bits == 0) {
        return NULL;
    }
    struct thread *waiter = notification_first(notification);
    if (waiter != NULL) {
        deliver(waiter, notification_take(notification));
    } else if (notification->endpoint != NULL) {
        endpoint_on_bits(notification->endpoint);
    }
    return waiter;
}

void notification_signal(struct notification *notification, tay_word_t bits)
{
    struct thread *waiter = set_bits(notification, bits);
    if (waiter != NULL) {
        wait_wake(waiter);
    }
}

void notification_signal_last(struct notification *notification, tay_word_t bits)
{
    struct thread *waiter = set_bits(notification, bits);
    if (waiter == NULL) {
        return;
    }
    if (waiter->state == THREAD_WAITING && scheduler_may_switch(waiter, THREAD_READY)) {
        wait_leave_queue(waiter);
        scheduler_switch(waiter, THREAD_READY);
    } else {
        wait_wake(waiter);
    }
}

tay_word_t notification_take(struct notification *notification)
{
    tay_word_t bits = notification->bits;
    notification->bits = 0;
    return bits;
}

/* The only one comes before all others. */
static void enqueue_only(struct notification *notification)
{
    struct thread *waiter = notification->waiter;
    if (waiter != NULL) {
        notification->waiter = NULL;
        waiter->state = THREAD_BLOCKED;
        wait_enqueue(waiter, &notification->waiters);
    }
}

void notification_wait(struct notification *notification, struct thread *thread,
                       tay_time_t deadline_ns)
{
    if (notification->bits != 0) {
        deliver(thread, notification_take(notification));
    } else if (!wait_may_block(thread, deadline_ns)) {
        return; /* it has its result */
    } else if (notification_first(notification) == NULL) {
        wait_block(thread, THREAD_WAITING, deadline_ns);
        thread->wait.queue = &notification->waiters;
        notification->waiter = thread;
    } else {
        wait_block(thread, THREAD_BLOCKED, deadline_ns);
        enqueue_only(notification);
        wait_enqueue(thread, &notification->waiters);
    }
}

bool notification_end_step(struct object *object)
{
    struct notification *notification = notification_of(object);
    if (notification->endpoint != NULL) {
        endpoint_bind(notification->endpoint, NULL);
    }
    log_let_go(notification);
    for (unsigned i = 0; i < END_BATCH; i++) {
        struct thread *waiter = notification_first(notification);
        if (waiter == NULL) {
            return true;
        }
        wait_finish(waiter, TAY_EPEER, 0);
    }
    return notification_first(notification) == NULL;
}
