/* SPDX-License-Identifier: MIT */
/*
 * Timers that are armed when they are made. What could be made in part only is given back.
 */
#include <tay/timer.h>

#include <tay/operations.h>
#include <tay/time.h>

/* Hands an object out if it is ready; else closes it, and tells why. */
static enum tay_status finish(enum tay_status status, tay_cap_t made, tay_cap_t *made_out)
{
    if (status == TAY_OK) {
        *made_out = made;
    } else {
        enum tay_status closed = tay_cap_close(made);
        (void)closed; /* ours */
    }
    return status;
}

enum tay_status tay_bell_create(tay_cap_t endpoint, tay_cap_t *bell_out)
{
    tay_cap_t bell;
    enum tay_status status = tay_notification_create(TAY_OWN_ACCOUNT, &bell);
    return status != TAY_OK ? status : finish(tay_endpoint_bind(endpoint, bell), bell, bell_out);
}

static enum tay_status start(tay_cap_t bell, tay_word_t bits, tay_time_t span_ns,
                             tay_time_t period_ns, tay_cap_t *timer_out)
{
    tay_cap_t timer;
    enum tay_status status = tay_timer_create(TAY_OWN_ACCOUNT, bell, bits, &timer);
    return status != TAY_OK
               ? status
               : finish(tay_timer_set(timer, tay_time_after(span_ns), period_ns), timer, timer_out);
}

enum tay_status tay_timer_after(tay_cap_t bell, tay_word_t bits, tay_time_t span_ns,
                                tay_cap_t *timer_out)
{
    return start(bell, bits, span_ns, 0, timer_out);
}

enum tay_status tay_timer_every(tay_cap_t bell, tay_word_t bits, tay_time_t period_ns,
                                tay_cap_t *timer_out)
{
    return period_ns == 0 ? TAY_EINVAL : start(bell, bits, period_ns, period_ns, timer_out);
}
