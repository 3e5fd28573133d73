/* SPDX-License-Identifier: MIT */
/*
 * Timer objects: one-shot or periodic, signalling a notification.
 */
#ifndef SCHED_TIMER_H
#define SCHED_TIMER_H

#include <object/object.h>
#include <sched/timeout.h>

struct notification;

/* The shortest period: bounds the share of time that timers can take from the kernel. */
#define TIMER_PERIOD_MIN_NS 100000

struct timer {
    struct object object;
    struct timeout timeout;
    struct notification *notification; /* referenced */
    tay_word_t bits;
    tay_time_t period_ns; /* 0: one-shot */
};

static inline struct timer *timer_of(struct object *object)
{
    return container_of(object, struct timer, object);
}

/* Makes a disarmed timer; NULL: the account cannot pay. */
struct timer *timer_create(struct account *account, struct notification *notification,
                           tay_word_t bits);

/* Arms it anew, or disarms it with TAY_TIME_NEVER. */
void timer_set(struct timer *timer, tay_time_t deadline_ns, tay_time_t period_ns);

bool timer_end_step(struct object *object);

#endif
