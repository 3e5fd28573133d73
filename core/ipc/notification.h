/* SPDX-License-Identifier: MIT */
/*
 * Notifications: a word of bits, set without blocking. One signal wakes the first waiter, who takes
 * all bits. A waiter who is alone is no matter of a queue.
 */
#ifndef IPC_NOTIFICATION_H
#define IPC_NOTIFICATION_H

#include <object/object.h>
#include <sched/thread.h>

struct endpoint;

struct notification {
    struct object object;
    tay_word_t bits;           /* 0 while somebody waits */
    struct thread *waiter;     /* the only one, or NULL */
    struct endpoint *endpoint; /* that it is bound to, or NULL */
    struct wait_queue waiters; /* several, or those that were */
};

static inline struct notification *notification_of(struct object *object)
{
    return container_of(object, struct notification, object);
}

/* Makes a notification; NULL: the account cannot pay. */
struct notification *notification_create(struct account *account);

/* Sets bits. A notification that is ending takes no notice. */
void notification_signal(struct notification *notification, tay_word_t bits);

/* The same as the last that is done in the name of the running thread: it may make room at once. */
void notification_signal_last(struct notification *notification, tay_word_t bits);

/* Takes all bits. */
tay_word_t notification_take(struct notification *notification);

/* The running thread takes the bits, at once or, blocked until then, with the next signal. */
void notification_wait(struct notification *notification, struct thread *thread,
                       tay_time_t deadline_ns);

/* The first waiter, or NULL. */
struct thread *notification_first(const struct notification *notification);

/* Takes the thread, which is the only waiter of its notification, away from it. */
void notification_leave(struct thread *thread);

/* Whether nobody waits for it. */
static inline bool notification_is_idle(const struct notification *notification)
{
    return notification->waiter == NULL && notification->waiters.tree.root == NULL;
}

bool notification_end_step(struct object *object);

#endif
