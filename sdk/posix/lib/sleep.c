/* SPDX-License-Identifier: MIT */
/*
 * Sleeping: by a deadline of the kernel's, so it takes no timer.
 */
#include "clock.h"
#include "error.h"
#include "thread.h"
#include <string.h>
#include <tay/time.h>
#include <unistd.h>

#define NS_PER_US ((long)TAY_NS_PER_US)
#define US_PER_S 1000000u

/* The clock may be set while a thread sleeps by it: it looks again then, at the latest after this.
 */
#define LOOK_AGAIN_NS (100 * TAY_NS_PER_MS)

static int sleep_absolute(clockid_t clock, const struct timespec *until)
{
    for (;;) {
        tay_time_t deadline_ns;
        int error = clock_deadline(clock, until, &deadline_ns);
        tay_time_t now_ns = tay_time_now();
        if (error != 0 || deadline_ns <= now_ns) {
            return error;
        }
        if (clock == CLOCK_REALTIME && deadline_ns - now_ns > LOOK_AGAIN_NS) {
            deadline_ns = now_ns + LOOK_AGAIN_NS;
        }
        error = error_number(tay_thread_sleep_until(deadline_ns));
        if (error != 0) {
            return error;
        }
    }
}

static int sleep_relative(const struct timespec *span, struct timespec *left_out)
{
    tay_time_t span_ns;
    int error = clock_deadline(CLOCK_MONOTONIC, span, &span_ns);
    if (error != 0 || span->tv_sec < 0) {
        return EINVAL;
    }
    tay_time_t deadline_ns = tay_time_after(span_ns);
    error = error_number(tay_thread_sleep_until(deadline_ns));
    if (error == EINTR && left_out != NULL) {
        tay_time_t now_ns = tay_time_now();
        tay_time_t left_ns = deadline_ns > now_ns ? deadline_ns - now_ns : 0;
        *left_out = (struct timespec){.tv_sec = (time_t)(left_ns / TAY_NS_PER_S),
                                      .tv_nsec = (long)(left_ns % TAY_NS_PER_S)};
    }
    return error;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
                    struct timespec *left_out)
{
    if (clock != CLOCK_MONOTONIC && clock != CLOCK_REALTIME) {
        return clock == CLOCK_THREAD_CPUTIME_ID ? EINVAL : ENOTSUP;
    }
    if ((flags & TIMER_ABSTIME) != 0) {
        return sleep_absolute(clock, time);
    }
    return sleep_relative(time, left_out);
}

int nanosleep(const struct timespec *span, struct timespec *left_out)
{
    return error_return(sleep_relative(span, left_out));
}

int usleep(useconds_t span_us)
{
    struct timespec span = {.tv_sec = span_us / US_PER_S,
                            .tv_nsec = (long)(span_us % US_PER_S) * NS_PER_US};
    return error_return(sleep_relative(&span, NULL));
}

unsigned sleep(unsigned seconds)
{
    struct timespec span = {.tv_sec = seconds};
    struct timespec left = {.tv_sec = seconds};
    if (sleep_relative(&span, &left) == 0) {
        return 0;
    }
    return (unsigned)left.tv_sec + (left.tv_nsec != 0 ? 1 : 0);
}
