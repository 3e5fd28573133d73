/* SPDX-License-Identifier: MIT */
/*
 * Dates as people write them.
 */
#ifndef TOOLS_DATE_TEXT_H
#define TOOLS_DATE_TEXT_H

#include <stdbool.h>
#include <time.h>

/*
 * Reads a date, in the time zone of the program: `YYYY-MM-DD[ HH:MM[:SS]]` (also with a T between),
 * `HH:MM[:SS]` (of the day of `now`), or `@SECONDS` since 1970. False: it is none.
 */
bool date_text_read(const char *text, time_t now, time_t *date_out);

#endif
