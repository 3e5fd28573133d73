/* SPDX-License-Identifier: MIT */
/*
 * The clocks of POSIX over the time since boot, which is what the kernel measures deadlines by.
 */
#ifndef POSIX_CLOCK_H
#define POSIX_CLOCK_H

#include <tay/abi/types.h>
#include <time.h>

/*
 * The deadline that a time of a clock is, if the clock is not set meanwhile. NULL: none. Returns 0,
 * or EINVAL: no such clock, or a time with a part of a second that is none.
 */
int clock_deadline(clockid_t clock, const struct timespec *until, tay_time_t *deadline_ns_out);

#endif
