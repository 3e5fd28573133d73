/* SPDX-License-Identifier: MIT */
/*
 * The clocks of the C library, over those of POSIX, as picolibc has them.
 */
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

time_t time(time_t *seconds_out)
{
    struct timeval now;
    gettimeofday(&now, NULL); /* does not fail */
    if (seconds_out != NULL) {
        *seconds_out = now.tv_sec;
    }
    return now.tv_sec;
}

clock_t clock(void)
{
    struct tms times_of_process;
    times(&times_of_process);
    return times_of_process.tms_utime + times_of_process.tms_stime;
}
