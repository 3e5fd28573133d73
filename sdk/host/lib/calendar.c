/* SPDX-License-Identifier: MIT */
/*
 * The calendar of the C library. Local time is UTC here.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS 86400
#define DAYS_TO_1970 477 /* leap days of the years from 1 to 1969 */

int daylight;
long timezone;
static char zone[] = "UTC";
char *tzname[2] = {zone, zone};

/* What gmtime and localtime tell, and asctime. */
static struct tm last;
static char last_text[26];

void tzset(void)
{
}

static int64_t divide_down(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 1970 to the first of a month, 0 to 11. */
static int64_t days_to(int64_t year, int month)
{
    static const short before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t last_year = year - 1;
    int64_t leap_days = divide_down(last_year, 4) - divide_down(last_year, 100) +
                        divide_down(last_year, 400) - DAYS_TO_1970;
    return (year - 1970) * 365 + leap_days + before[month] + (month > 1 && is_leap(year));
}

struct tm *gmtime_r(const time_t *restrict seconds, struct tm *restrict to)
{
    int64_t days = divide_down(*seconds, DAY_SECONDS);
    int64_t second = *seconds - days * DAY_SECONDS;
    int64_t year = 1970 + divide_down(days, 366);
    int month = 11;
    if (days / 365 > INT_MAX || days / 365 < INT_MIN) {
        errno = EOVERFLOW;
        return NULL;
    }
    while (days_to(year + 1, 0) <= days) {
        int64_t more = (days - days_to(year + 1, 0)) / 366;
        year += more > 0 ? more : 1;
    }
    while (days_to(year, 0) > days) {
        year--;
    }
    while (days_to(year, month) > days) {
        month--;
    }
    if (year - 1900 > INT_MAX || year - 1900 < INT_MIN) {
        errno = EOVERFLOW;
        return NULL;
    }
    *to = (struct tm){.tm_sec = (int)(second % 60),
                      .tm_min = (int)(second / 60 % 60),
                      .tm_hour = (int)(second / 3600),
                      .tm_mday = (int)(days - days_to(year, month)) + 1,
                      .tm_mon = month,
                      .tm_year = (int)(year - 1900),
                      .tm_wday = (int)(days + 4 - divide_down(days + 4, 7) * 7),
                      .tm_yday = (int)(days - days_to(year, 0)),
                      .tm_zone = zone};
    return to;
}

struct tm *localtime_r(const time_t *restrict seconds, struct tm *restrict to)
{
    return gmtime_r(seconds, to);
}

struct tm *gmtime(const time_t *seconds)
{
    return gmtime_r(seconds, &last);
}

struct tm *localtime(const time_t *seconds)
{
    return gmtime_r(seconds, &last);
}

/* Also makes each field what it usually is. */
time_t timegm(struct tm *at)
{
    int64_t months = (int64_t)at->tm_year * 12 + at->tm_mon;
    int64_t year = divide_down(months, 12);
    int64_t days = days_to(year + 1900, (int)(months - year * 12)) + at->tm_mday - 1;
    time_t seconds =
        days * DAY_SECONDS + (int64_t)at->tm_hour * 3600 + (int64_t)at->tm_min * 60 + at->tm_sec;
    return gmtime_r(&seconds, at) == NULL ? -1 : seconds;
}

time_t mktime(struct tm *at)
{
    return timegm(at);
}

time_t timelocal(struct tm *at)
{
    return timegm(at);
}

/* Three letters of a list of such names. */
static const char *name(const char *names, int count, int number)
{
    return number < 0 || number >= count ? "???" : &names[number * 3];
}

char *asctime_r(const struct tm *restrict at, char *restrict to)
{
    char text[80];
    int length = snprintf(text, sizeof text, "%.3s %.3s%3d %.2d:%.2d:%.2d %lld\n",
                          name("SunMonTueWedThuFriSat", 7, at->tm_wday),
                          name("JanFebMarAprMayJunJulAugSepOctNovDec", 12, at->tm_mon), at->tm_mday,
                          at->tm_hour, at->tm_min, at->tm_sec, 1900LL + at->tm_year);
    if (length >= (int)sizeof last_text) {
        errno = EOVERFLOW;
        return NULL;
    }
    memcpy(to, text, (size_t)length + 1);
    return to;
}

char *asctime(const struct tm *at)
{
    return asctime_r(at, last_text);
}

char *ctime_r(const time_t *seconds, char *to)
{
    struct tm at;
    return gmtime_r(seconds, &at) == NULL ? NULL : asctime_r(&at, to);
}

char *ctime(const time_t *seconds)
{
    return ctime_r(seconds, last_text);
}
