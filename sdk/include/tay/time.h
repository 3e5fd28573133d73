/* SPDX-License-Identifier: MIT */
/** @file
 * Time: the clock that deadlines are measured by, and sleeping.
 */
#ifndef TAY_TIME_H
#define TAY_TIME_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAY_NS_PER_US UINT64_C(1000)      /**< a microsecond, in ns */
#define TAY_NS_PER_MS UINT64_C(1000000)   /**< a millisecond, in ns */
#define TAY_NS_PER_S UINT64_C(1000000000) /**< a second, in ns */

/**
 * The time: the same clock on all cores, never back, and the one that the kernel measures deadlines
 * by.
 *
 * @return since boot, in ns
 * @note No trap: reads the counter of the processor. Its step is one tick of that counter.
 */
tay_time_t tay_time_now(void);

/**
 * The step of tay_time_now.
 *
 * @return in ns, rounded up
 * @note No trap.
 */
tay_time_t tay_time_step_ns(void);

/**
 * The time that comes a span from now: what a deadline is made of.
 *
 * @param span_ns any
 * @return since boot; TAY_TIME_NEVER, no deadline, if it is beyond that
 */
static inline tay_time_t tay_time_after(tay_time_t span_ns)
{
    tay_time_t now_ns = tay_time_now();
    return span_ns < TAY_TIME_NEVER - now_ns ? now_ns + span_ns : TAY_TIME_NEVER;
}

/** A timer with a notification of its own, for one thread to sleep by: also for one that
 * tay_thread_create of tay/operations.h made. Others have tay_thread_sleep_until. */
struct tay_alarm {
    tay_cap_t notification; /**< that the timer signals */
    tay_cap_t timer;        /**< the timer object */
};

/**
 * Makes an alarm, paid by the caller's account.
 *
 * @param alarm_out written on TAY_OK
 * @return TAY_OK; TAY_EFULL: no two free slots; TAY_ENOMEM: the account cannot pay. Then nothing
 *         was made.
 * @note Does not block.
 */
TAY_MUST_CHECK enum tay_status tay_alarm_create(struct tay_alarm *alarm_out);

/**
 * Sleeps until a time.
 *
 * @param alarm made by tay_alarm_create, used by no other thread meanwhile
 * @param deadline_ns since boot; one that has passed returns at once
 * @return TAY_OK, not before the deadline; TAY_EHANDLE: the alarm was closed; TAY_ECANCELED:
 * another thread cancelled the wait
 * @note Blocks.
 */
TAY_MUST_CHECK enum tay_status tay_alarm_sleep_until(const struct tay_alarm *alarm,
                                                     tay_time_t deadline_ns);

/**
 * Gives an alarm's two objects back.
 *
 * @param alarm made by tay_alarm_create; not to be used again
 * @return TAY_OK, or TAY_EHANDLE: it was closed already
 * @note Does not block.
 */
TAY_MUST_CHECK enum tay_status tay_alarm_close(struct tay_alarm *alarm);

#ifdef __cplusplus
}
#endif

#endif
