/* SPDX-License-Identifier: MIT */
/** @file
 * Timers on the loop of a server, or on any other notification.
 *
 *     #define TICK 1u
 *
 *     status = tay_bell_create(server.endpoint, &bell);
 *     if (status == TAY_OK) {
 *         status = tay_timer_every(bell, TICK, TAY_NS_PER_S, &timer);
 *     }
 *
 * From then on on_event (tay/server.h) hears of TAY_KIND_NOTIFICATION with TICK in word 0, once a
 * second. Signals that come before the server has heard of the last one are one: who counts time
 * reads the clock (tay/time.h). A driver has a bell by its manifest already (tay/driver.h), whose
 * other bits are for timers.
 *
 * A timer is set anew or stopped by tay_timer_set of tay/operations.h (TAY_TIME_NEVER), and ends
 * when its last capability is closed. All functions are thread-safe, and do not block.
 */
#ifndef TAY_TIMER_H
#define TAY_TIMER_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes a notification, paid by the caller's account, and binds it to an endpoint: who receives
 * there hears of its bits.
 *
 * @param endpoint right RECEIVE, nothing bound to it yet
 * @param bell_out written on TAY_OK; every right, the caller's to close: then it is bound no more
 * @return TAY_OK, or, and nothing was made: TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT: of the endpoint;
 *         TAY_ESTATE: another notification is bound to it; TAY_EFULL: no free slot; TAY_ENOMEM: the
 *         account cannot pay
 */
TAY_MUST_CHECK enum tay_status tay_bell_create(tay_cap_t endpoint, tay_cap_t *bell_out);

/**
 * Makes a timer, paid by the caller's account, that signals once.
 *
 * @param bell a notification, right SEND
 * @param bits at least one: what it sets
 * @param span_ns from now; 0: at once
 * @param timer_out written on TAY_OK; every right, the caller's to close
 * @return TAY_OK, or, and nothing was made: TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT: of the bell;
 *         TAY_EINVAL: no bit; TAY_EFULL: no free slot; TAY_ENOMEM: the account cannot pay
 */
TAY_MUST_CHECK enum tay_status tay_timer_after(tay_cap_t bell, tay_word_t bits, tay_time_t span_ns,
                                               tay_cap_t *timer_out);

/**
 * Makes a timer, paid by the caller's account, that signals again and again.
 *
 * @param bell a notification, right SEND
 * @param bits at least one: what it sets
 * @param period_ns at least 100,000; the first signal comes after one period. A late one delays
 *                  none that follows.
 * @param timer_out written on TAY_OK; every right, the caller's to close
 * @return TAY_OK, or as tay_timer_after; TAY_EINVAL: also if the period is shorter
 */
TAY_MUST_CHECK enum tay_status tay_timer_every(tay_cap_t bell, tay_word_t bits,
                                               tay_time_t period_ns, tay_cap_t *timer_out);

#ifdef __cplusplus
}
#endif

#endif
