/* SPDX-License-Identifier: MIT */
/*
 * Times as text, in the only locale that there is: "C".
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct writer {
    char *to;
    size_t room;
    size_t used; /* room: it did not fit */
};

static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                   "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};

__attribute__((format(printf, 2, 3))) static void print(struct writer *writer, const char *format,
                                                        ...)
{
    va_list arguments;
    va_start(arguments, format);
    size_t left = writer->room - writer->used;
    int length = vsnprintf(writer->to + writer->used, left, format, arguments);
    va_end(arguments);
    writer->used =
        length < 0 || (size_t)length >= left ? writer->room : writer->used + (size_t)length;
}

static const char *name(const char *const *names, int count, int number)
{
    return number >= 0 && number < count ? names[number] : "?";
}

/* The week of the year that begins with a day of the week, 0 to 6. */
static int week(const struct tm *at, int first)
{
    return (at->tm_yday + 7 - (at->tm_wday - first + 7) % 7) / 7;
}

static bool is_leap(long year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* ISO 8601, 2.2.10: a week belongs to the year that has its Thursday. Returns the week, 1 to 53. */
static int iso_week(const struct tm *at, long *year_out)
{
    int thursday = at->tm_yday - (at->tm_wday + 6) % 7 + 3;
    *year_out = at->tm_year + 1900L;
    if (thursday < 0) {
        *year_out -= 1;
        thursday += is_leap(*year_out) ? 366 : 365;
    } else if (thursday >= (is_leap(*year_out) ? 366 : 365)) {
        thursday -= is_leap(*year_out) ? 366 : 365;
        *year_out += 1;
    }
    return thursday / 7 + 1;
}

static void write_all(struct writer *writer, const char *format, const struct tm *at);

/* False: it is none of these. */
static bool write_name(struct writer *writer, char what, const struct tm *at)
{
    switch (what) {
    case 'a':
        print(writer, "%.3s", name(days, 7, at->tm_wday));
        return true;
    case 'A':
        print(writer, "%s", name(days, 7, at->tm_wday));
        return true;
    case 'b':
    case 'h':
        print(writer, "%.3s", name(months, 12, at->tm_mon));
        return true;
    case 'B':
        print(writer, "%s", name(months, 12, at->tm_mon));
        return true;
    case 'p':
        print(writer, at->tm_hour < 12 ? "AM" : "PM");
        return true;
    case 'P':
        print(writer, at->tm_hour < 12 ? "am" : "pm");
        return true;
    case 'Z':
        print(writer, "UTC");
        return true;
    case 'z':
        print(writer, "+0000");
        return true;
    default:
        return false;
    }
}

static bool write_number(struct writer *writer, char what, const struct tm *at)
{
    long year;
    int number = iso_week(at, &year);
    int hour = (at->tm_hour + 11) % 12 + 1;
    long full_year = at->tm_year + 1900L;
    struct tm copy = *at;
    const struct {
        char what;
        const char *format;
        long number;
    } known[] = {
        {'C', "%02ld", full_year / 100},
        {'d', "%02ld", at->tm_mday},
        {'e', "%2ld", at->tm_mday},
        {'g', "%02ld", year % 100},
        {'G', "%ld", year},
        {'H', "%02ld", at->tm_hour},
        {'I', "%02ld", hour},
        {'j', "%03ld", at->tm_yday + 1},
        {'k', "%2ld", at->tm_hour},
        {'l', "%2ld", hour},
        {'m', "%02ld", at->tm_mon + 1},
        {'M', "%02ld", at->tm_min},
        {'s', "%ld", what == 's' ? timegm(&copy) : 0},
        {'S', "%02ld", at->tm_sec},
        {'u', "%ld", (at->tm_wday + 6) % 7 + 1},
        {'U', "%02ld", week(at, 0)},
        {'V', "%02ld", number},
        {'w', "%ld", at->tm_wday},
        {'W', "%02ld", week(at, 1)},
        {'y', "%02ld", full_year % 100},
        {'Y', "%ld", full_year},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].what == what) {
            _Pragma("clang diagnostic push")
                _Pragma("clang diagnostic ignored \"-Wformat-nonliteral\"")
                    print(writer, known[i].format, known[i].number);
            _Pragma("clang diagnostic pop") return true;
        }
    }
    return false;
}

static bool write_several(struct writer *writer, char what, const struct tm *at)
{
    static const struct {
        char what;
        const char *format;
    } known[] = {
        {'c', "%a %b %e %H:%M:%S %Y"},
        {'D', "%m/%d/%y"},
        {'F', "%Y-%m-%d"},
        {'n', "\n"},
        {'r', "%I:%M:%S %p"},
        {'R', "%H:%M"},
        {'t', "\t"},
        {'T', "%H:%M:%S"},
        {'x', "%m/%d/%y"},
        {'X', "%H:%M:%S"},
        {'+', "%a %b %e %H:%M:%S %Z %Y"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].what == what) {
            write_all(writer, known[i].format, at);
            return true;
        }
    }
    return false;
}

static void write_all(struct writer *writer, const char *format, const struct tm *at)
{
    for (; *format != '\0'; format++) {
        if (*format != '%' || format[1] == '\0') {
            print(writer, "%c", *format);
            continue;
        }
        format++;
        if ((*format == 'E' || *format == 'O') && format[1] != '\0') {
            format++; /* in this locale they change nothing */
        }
        if (!write_name(writer, *format, at) && !write_number(writer, *format, at) &&
            !write_several(writer, *format, at)) {
            print(writer, *format == '%' ? "%%" : "%%%c", *format);
        }
    }
}

size_t strftime(char *restrict to, size_t room, const char *restrict format,
                const struct tm *restrict at)
{
    struct writer writer = {.to = to, .room = room};
    if (room == 0) {
        return 0;
    }
    to[0] = '\0';
    write_all(&writer, format, at);
    return writer.used < room ? writer.used : 0;
}
