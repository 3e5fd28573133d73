/* SPDX-License-Identifier: MIT */
/*
 * Notifications. Invariant: while a thread waits, no bit is set.
 */
#include <ipc/notification.h>

#include <ipc/endpoint.h>
#include <log/log.h>
#include <mem/slab.h>
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
    hal_context_end_trap(&thread->context);
}

void notification_signal(struct notification *notification, tay_word_t bits)
{
    if (notification->object.dying) {
        return;
    }
    notification->bits |= bits;
    struct thread *waiter = wait_first(&notification->waiters);
    if (notification->bits == 0) {
        return;
    }
    if (waiter != NULL) {
        deliver(waiter, notification_take(notification));
        wait_wake(waiter);
    } else if (notification->endpoint != NULL) {
        endpoint_on_bits(notification->endpoint);
    }
}

tay_word_t notification_take(struct notification *notification)
{
    tay_word_t bits = notification->bits;
    notification->bits = 0;
    return bits;
}

void notification_wait(struct notification *notification, struct thread *thread,
                       tay_time_t deadline_ns)
{
    if (notification->bits != 0) {
        deliver(thread, notification_take(notification));
        return;
    }
    bool blocked = wait_block(thread, &notification->waiters, deadline_ns);
    (void)blocked; /* else it has its result */
}

bool notification_end_step(struct object *object)
{
    struct notification *notification = notification_of(object);
    if (notification->endpoint != NULL) {
        endpoint_bind(notification->endpoint, NULL);
    }
    log_let_go(notification);
    for (unsigned i = 0; i < END_BATCH; i++) {
        struct thread *waiter = wait_first(&notification->waiters);
        if (waiter == NULL) {
            return true;
        }
        wait_finish(waiter, TAY_EPEER, 0);
    }
    return wait_first(&notification->waiters) == NULL;
}
