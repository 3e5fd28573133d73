/* SPDX-License-Identifier: MIT */
/*
 * Time and the per-core timer.
 */
#ifndef HAL_TIME_H
#define HAL_TIME_H

#include <hal/types.h>

/* Nanoseconds since boot, when the counter that user programs read began at or near 0: the same on
 * all cores and in user mode, never back. */
tay_time_t hal_time_now(void);

/*
 * The same clock as it ticks, for what is compared and added often: cheap, and perhaps read a few
 * instructions before its turn. Static inline in <hal_arch.h>:
 *   uint64_t hal_clock(void)
 */

/* Nanoseconds of a time or a span in ticks, rounded down; and the first tick of which that is not
 * below so many nanoseconds. */
tay_time_t hal_clock_to_ns(uint64_t ticks);
uint64_t hal_clock_from_ns(tay_time_t ns);

/*
 * Arms this core's timer for an absolute time in ticks, or disarms it with UINT64_MAX. At or after
 * that time hal_interrupt_take gives HAL_EVENT_TIMER, once. A time that has passed fires at once.
 */
void hal_timer_set(uint64_t ticks);

#endif
