/* SPDX-License-Identifier: MIT */
/*
 * date: shows the date and time, or sets it.
 */
#include "date_text.h"
#include "options.h"
#include "output.h"
#include "report.h"
#include <stdlib.h>
#include <time.h>

#define FORMAT "%a %b %e %H:%M:%S %Z %Y"

static void print(const char *format, time_t date)
{
    struct tm split;
    size_t room_bytes = 128;
    if (format[0] == '\0') {
        output_text("\n");
        return;
    }
    if (localtime_r(&date, &split) == NULL) {
        report("the date is too far away");
        return;
    }
    char *text = NULL;
    size_t length_bytes = 0;
    /* strftime says 0 if there is no room, or nothing to say. */
    while (length_bytes == 0 && room_bytes <= 65536) {
        free(text);
        text = malloc(room_bytes);
        if (text == NULL) {
            report_no_memory();
        }
        length_bytes = strftime(text, room_bytes, format, &split);
        room_bytes *= 8;
    }
    output_bytes(text, length_bytes);
    output_text("\n");
    free(text);
}

static time_t read_date(const char *text)
{
    time_t date;
    if (!date_text_read(text, time(NULL), &date)) {
        report_usage("%s: is no date", text);
    }
    return date;
}

static void set(time_t date)
{
    struct timespec now = {.tv_sec = date};
    if (clock_settime(CLOCK_REALTIME, &now) != 0) {
        report_error("cannot set the date");
        exit(report_end());
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    const char *shown = NULL;
    const char *new = NULL;
    int letter;
    report_begin("date", "[-u] [-d DATE | -s DATE] [+FORMAT]");
    while ((letter = options_next(&options, "d:s:u")) != 0) {
        if (letter == 'u') {
            setenv("TZ", "UTC0", 1);
            tzset();
        } else {
            *(letter == 'd' ? &shown : &new) = options.value;
        }
    }
    const char *format = options.next < count ? word[options.next++] : "+" FORMAT;
    if (options.next < count || format[0] != '+') {
        report_usage("%s: is no format", word[options.next < count ? options.next : count - 1]);
    }
    if (new != NULL) {
        set(read_date(new));
    }
    print(format + 1, shown == NULL ? time(NULL) : read_date(shown));
    return report_end();
}
