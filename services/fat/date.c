/* SPDX-License-Identifier: MIT */
/*
 * Years are counted from March, so that the leap day comes last: a month's first day is then a
 * linear function of its number, rounded down.
 */
#include "date.h"

#define DAY_S 86400
#define FIRST_YEAR 1980

/* Days from 1970-01-01 to a date. */
static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    month += month <= 2 ? 9 : -3;
    return year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 -
           719468;
}

static uint16_t date_from_days(int64_t days)
{
    int64_t year = FIRST_YEAR, month = 1;
    year += (days - days_from_date(FIRST_YEAR, 1, 1)) / 366;
    while (days >= days_from_date(year + 1, 1, 1)) {
        year++;
    }
    while (month < 12 && days >= days_from_date(year, month + 1, 1)) {
        month++;
    }
    int64_t day = days - days_from_date(year, month, 1) + 1;
    return (uint16_t)((year - FIRST_YEAR) << 9 | month << 5 | day);
}

struct fat_time time_from_seconds(int64_t seconds)
{
    seconds = seconds < TIME_FIRST_S ? TIME_FIRST_S : seconds;
    seconds = seconds >= TIME_END_S ? TIME_END_S - 1 : seconds;
    int64_t of_day = seconds % DAY_S;
    return (struct fat_time){
        .date = date_from_days(seconds / DAY_S),
        .time = (uint16_t)(of_day / 3600 << 11 | of_day / 60 % 60 << 5 | of_day % 60 / 2),
        .tenths = (uint8_t)(of_day % 2 * 100),
    };
}

int64_t time_to_seconds(uint16_t date, uint16_t time)
{
    int64_t month = date >> 5 & 15, day = date & 31;
    if (month < 1 || month > 12 || day < 1) {
        return TIME_FIRST_S; /* not a date */
    }
    int64_t days = days_from_date(FIRST_YEAR + (date >> 9), month, day);
    return days * DAY_S + (time >> 11) * 3600 + (time >> 5 & 63) * 60 + (time & 31) * 2;
}
