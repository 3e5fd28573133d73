/* SPDX-License-Identifier: MIT */
/*
 * Sleeping: a timer that signals a notification of its own.
 */
#include <tay/time.h>

#include <tay/operations.h>

#define ALARM_BIT 1u

enum tay_status tay_alarm_create(struct tay_alarm *alarm_out)
{
    struct tay_alarm alarm;
    enum tay_status status = tay_notification_create(TAY_OWN_ACCOUNT, &alarm.notification);
    if (status != TAY_OK) {
        return status;
    }
    status = tay_timer_create(TAY_OWN_ACCOUNT, alarm.notification, ALARM_BIT, &alarm.timer);
    if (status != TAY_OK) {
        enum tay_status closed = tay_cap_close(alarm.notification);
        (void)closed; /* it is ours */
        return status;
    }
    *alarm_out = alarm;
    return TAY_OK;
}

enum tay_status tay_alarm_sleep_until(const struct tay_alarm *alarm, tay_time_t deadline_ns)
{
    enum tay_status status = tay_timer_set(alarm->timer, deadline_ns, 0);
    tay_word_t bits;
    while (status == TAY_OK) {
        status = tay_trap_wait(alarm->notification, 0, 0, &bits);
        /* A signal that an earlier, interrupted sleep left over is not the one that is meant. */
        if (tay_time_now() >= deadline_ns) {
            break;
        }
    }
    return status;
}

enum tay_status tay_alarm_close(struct tay_alarm *alarm)
{
    enum tay_status timer = tay_cap_close(alarm->timer);
    enum tay_status notification = tay_cap_close(alarm->notification);
    *alarm = (struct tay_alarm){TAY_CAP_NULL, TAY_CAP_NULL};
    return timer != TAY_OK ? timer : notification;
}
