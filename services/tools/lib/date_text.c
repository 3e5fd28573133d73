/* SPDX-License-Identifier: MIT */
/*
 * Dates. mktime puts right what is too large, such as a 31st of April: that is refused here.
 */
#include "date_text.h"

#include "number.h"
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#define FIRST_YEAR 1970
#define TM_YEAR 1900 /* what tm_year counts from */

/* Reads what must stand before a number of so many digits, one of `before` (NULL: nothing), and the
 * number; NULL: it is not there. */
static const char *read_part(const char *text, const char *before, unsigned digits, int *part_out)
{
    if (text == NULL || (before != NULL && (*text == '\0' || strchr(before, *text++) == NULL))) {
        return NULL;
    }
    *part_out = 0;
    for (unsigned i = 0; i < digits; i++, text++) {
        if (!isdigit((unsigned char)*text)) {
            return NULL;
        }
        *part_out = *part_out * 10 + (*text - '0');
    }
    return text;
}

/* `HH:MM[:SS]`, and nothing behind it. */
static bool read_time(const char *text, const char *before, struct tm *split)
{
    text = read_part(text, before, 2, &split->tm_hour);
    text = read_part(text, ":", 2, &split->tm_min);
    split->tm_sec = 0;
    if (text != NULL && text[0] != '\0') {
        text = read_part(text, ":", 2, &split->tm_sec);
    }
    return text != NULL && text[0] == '\0';
}

/* `YYYY-MM-DD`, perhaps with a time behind it. */
static bool read_date(const char *text, struct tm *split)
{
    text = read_part(text, NULL, 4, &split->tm_year);
    text = read_part(text, "-", 2, &split->tm_mon);
    text = read_part(text, "-", 2, &split->tm_mday);
    split->tm_year -= TM_YEAR;
    split->tm_mon -= 1;
    split->tm_hour = split->tm_min = split->tm_sec = 0;
    return text != NULL && (text[0] == '\0' || read_time(text, " T", split));
}

static bool make_date(struct tm *split, time_t *date_out)
{
    struct tm given = *split;
    split->tm_isdst = -1;
    time_t date = mktime(split);
    *date_out = date;
    return date >= 0 && given.tm_year >= FIRST_YEAR - TM_YEAR && given.tm_mon == split->tm_mon &&
           given.tm_mday == split->tm_mday && given.tm_hour == split->tm_hour &&
           given.tm_min == split->tm_min && given.tm_sec == split->tm_sec;
}

bool date_text_read(const char *text, time_t now, time_t *date_out)
{
    uint64_t seconds;
    struct tm split;
    if (text[0] == '@') {
        bool is_number = number_read(text + 1, UINT32_MAX, &seconds);
        *date_out = is_number ? (time_t)seconds : 0;
        return is_number;
    }
    if (localtime_r(&now, &split) == NULL) {
        return false;
    }
    return (read_time(text, NULL, &split) || read_date(text, &split)) &&
           make_date(&split, date_out);
}
