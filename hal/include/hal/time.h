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
 * Arms this core's timer for an absolute time, or disarms it with TAY_TIME_NEVER. At or after that
 * time hal_interrupt_take gives HAL_EVENT_TIMER, once. A time that has passed fires at once. The
 * timer may fire early by one tick of the hardware clock, never by more; core looks at the clock.
 */
void hal_timer_set(tay_time_t deadline_ns);

#endif
