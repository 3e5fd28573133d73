/* SPDX-License-Identifier: MIT */
/*
 * Timer objects. A periodic timer that fell behind signals once and goes on from the next period
 * that lies ahead, so that lateness never adds up.
 */
#include <sched/timer.h>

#include <hal/time.h>
#include <ipc/notification.h>
#include <mem/slab.h>

static void on_expiry(struct timeout *timeout)
{
    struct timer *timer = container_of(timeout, struct timer, timeout);
    tay_time_t now_ns = hal_time_now();
    /* The next time is at most a period ahead; if time has no room for it, it never comes. */
    if (timer->period_ns != 0 && timer->period_ns < TAY_TIME_NEVER - now_ns) {
        tay_time_t due_ns = timeout->node.key;
        tay_time_t late_ns = now_ns - due_ns;
        timeout_arm(timeout, due_ns + (late_ns / timer->period_ns + 1) * timer->period_ns);
    }
    notification_signal(timer->notification, timer->bits);
}

struct timer *timer_create(struct account *account, struct notification *notification,
                           tay_word_t bits)
{
    struct timer *timer = slab_alloc(account, SLAB_TIMER);
    if (timer == NULL) {
        return NULL;
    }
    object_init(&timer->object, TAY_OBJECT_timer, account);
    timer->timeout.expire = on_expiry;
    timer->notification = notification;
    timer->bits = bits;
    object_hold(&notification->object);
    return timer;
}

void timer_set(struct timer *timer, tay_time_t deadline_ns, tay_time_t period_ns)
{
    timeout_disarm(&timer->timeout);
    timer->period_ns = period_ns;
    if (deadline_ns != TAY_TIME_NEVER) {
        timeout_arm(&timer->timeout, deadline_ns);
    }
}

bool timer_end_step(struct object *object)
{
    struct timer *timer = timer_of(object);
    timeout_disarm(&timer->timeout);
    object_release(&timer->notification->object);
    return true;
}
