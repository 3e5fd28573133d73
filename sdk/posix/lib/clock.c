/* SPDX-License-Identifier: MIT */
/*
 * Clocks. The monotonic one is the time since boot, the real one the date (tay/date.h).
 */
#include "clock.h"

#include "error.h"
#include "thread.h"
#include <stdbool.h>
#include <sys/time.h>
#include <sys/times.h>
#include <tay/date.h>
#include <tay/operations.h>
#include <tay/time.h>
#include <unistd.h>

#define NS_PER_S ((int64_t)TAY_NS_PER_S)
#define NS_PER_US ((int64_t)TAY_NS_PER_US)
#define NS_PER_CLOCK (TAY_NS_PER_S / CLOCKS_PER_SEC)

/* The last second that 64 bits of nanoseconds reach, in the year 2262. */
#define SECONDS_MAX (INT64_MAX / NS_PER_S - 1)

static bool is_time(const struct timespec *time)
{
    return time->tv_nsec >= 0 && time->tv_nsec < NS_PER_S;
}

static struct timespec from_ns(int64_t ns)
{
    return (struct timespec){.tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S};
}

/* Of a time that is_time; before 1970 is 1970, and what is too far away is as far as can be. */
static int64_t to_ns(const struct timespec *time)
{
    if (time->tv_sec < 0) {
        return 0;
    }
    if (time->tv_sec > SECONDS_MAX) {
        return INT64_MAX;
    }
    return time->tv_sec * NS_PER_S + time->tv_nsec;
}

/* False: the clock is none that can be waited by. */
static bool find_offset(clockid_t clock, int64_t *offset_ns_out)
{
    if (clock == CLOCK_MONOTONIC) {
        *offset_ns_out = 0;
    } else if (clock == CLOCK_REALTIME) {
        *offset_ns_out = tay_date_offset_ns();
    } else {
        return false;
    }
    return true;
}

int clock_deadline(clockid_t clock, const struct timespec *until, tay_time_t *deadline_ns_out)
{
    int64_t offset_ns;
    if (until == NULL) {
        *deadline_ns_out = TAY_TIME_NEVER;
        return 0;
    }
    if (!find_offset(clock, &offset_ns) || !is_time(until)) {
        return EINVAL;
    }
    int64_t ns = to_ns(until);
    if (ns == INT64_MAX) {
        *deadline_ns_out = TAY_TIME_NEVER;
    } else {
        *deadline_ns_out = ns > offset_ns ? (tay_time_t)ns - (tay_time_t)offset_ns : 0;
    }
    return 0;
}

/* What the calling thread has run. */
static int run_time(struct timespec *time_out)
{
    tay_word_t state;
    tay_word_t priority;
    tay_time_t run_ns;
    enum tay_status status = tay_thread_query(thread_self->handle, &state, &priority, &run_ns);
    *time_out = from_ns((int64_t)run_ns);
    return error_return(error_number(status));
}

int clock_gettime(clockid_t clock, struct timespec *time_out)
{
    int64_t offset_ns;
    struct timespec time = {0};
    if (clock == CLOCK_THREAD_CPUTIME_ID) {
        if (run_time(&time) != 0) {
            return -1;
        }
    } else if (clock == CLOCK_PROCESS_CPUTIME_ID) {
        time = from_ns((int64_t)thread_run_ns());
    } else if (find_offset(clock, &offset_ns)) {
        time = from_ns((int64_t)(tay_time_now() + (tay_time_t)offset_ns));
    } else {
        return error_return(EINVAL);
    }
    *time_out = time;
    return 0;
}

int clock_settime(clockid_t clock, const struct timespec *time)
{
    if (clock != CLOCK_REALTIME || !is_time(time) || time->tv_sec < 0 ||
        time->tv_sec > SECONDS_MAX) {
        return error_return(EINVAL);
    }
    enum tay_status status = tay_date_set(to_ns(time) - (int64_t)tay_time_now());
    return error_return(status == TAY_ERIGHT ? EPERM : error_number(status));
}

int clock_getres(clockid_t clock, struct timespec *resolution_out)
{
    int64_t offset_ns;
    bool is_run_time = clock == CLOCK_THREAD_CPUTIME_ID || clock == CLOCK_PROCESS_CPUTIME_ID;
    if (!is_run_time && !find_offset(clock, &offset_ns)) {
        return error_return(EINVAL);
    }
    if (resolution_out != NULL) {
        uint64_t step_ns = tay_time_step_ns();
        *resolution_out = from_ns((int64_t)step_ns);
    }
    return 0;
}

/* Its type of the second argument is picolibc's. */
int gettimeofday(struct timeval *restrict time_out, void *restrict zone)
{
    struct timespec time;
    (void)zone; /* obsolete: there is none */
    int result = clock_gettime(CLOCK_REALTIME, &time);
    *time_out = (struct timeval){.tv_sec = time.tv_sec, .tv_usec = time.tv_nsec / NS_PER_US};
    return result;
}

/* clock() adds these up. Processes that have ended are none of ours. */
clock_t times(struct tms *times_out)
{
    *times_out = (struct tms){.tms_utime = (clock_t)(thread_run_ns() / NS_PER_CLOCK)};
    return (clock_t)(tay_time_now() / NS_PER_CLOCK);
}

int settimeofday(const struct timeval *time, const struct timezone *zone)
{
    (void)zone;
    if (time->tv_usec < 0 || time->tv_usec >= NS_PER_S / NS_PER_US) {
        return error_return(EINVAL);
    }
    struct timespec precise = {.tv_sec = time->tv_sec, .tv_nsec = time->tv_usec * NS_PER_US};
    return clock_settime(CLOCK_REALTIME, &precise);
}
