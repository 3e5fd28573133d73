/* SPDX-License-Identifier: MIT */
/*
 * Dates and times as FAT keeps them ([FAT] "Date and Time Formats").
 */
#ifndef FAT_DATE_H
#define FAT_DATE_H

#include <stdint.h>

/* What a FAT date can tell: 1980-01-01 to 2107-12-31, in seconds since 1970. */
#define TIME_FIRST_S INT64_C(315532800)
#define TIME_END_S INT64_C(4354819200)

struct fat_time {
    uint16_t date;
    uint16_t time;  /* to 2 seconds */
    uint8_t tenths; /* the rest, in units of 10 ms */
};

/* Times outside of what FAT can tell become the nearest that it can. */
struct fat_time time_from_seconds(int64_t seconds);
int64_t time_to_seconds(uint16_t date, uint16_t time);

#endif
