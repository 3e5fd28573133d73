/* SPDX-License-Identifier: MIT */
/*
 * The generic timer, as the CPU code and a board's interrupt code see it.
 */
#ifndef A64_TIME_H
#define A64_TIME_H

#include <stdbool.h>

/* By the boot core, once: nanoseconds count from here. Stops if the counter has no frequency. */
void a64_time_init(void);

/* Whether this core's timer has fired; then it is disarmed. */
bool a64_timer_take(void);

#endif
