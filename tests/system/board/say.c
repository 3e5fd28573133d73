/* SPDX-License-Identifier: MIT */
/*
 * Formatted words on the console, by hal_console_write.
 */
#include "board_test.h"

#include <hal/console.h>
#include <stdarg.h>
#include <string.h>

static void say_text(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0') {
        length++;
    }
    hal_console_write(text, length);
}

static void say_number(unsigned long value, unsigned base)
{
    char text[24];
    size_t at = sizeof text;

    do {
        text[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    hal_console_write(text + at, sizeof text - at);
}

/* Whether the format goes on with this directive. */
static bool say_is(const char *format, const char *directive)
{
    while (*directive != '\0' && *format == *directive) {
        format++;
        directive++;
    }
    return *directive == '\0';
}

void say(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    while (*format != '\0') {
        if (say_is(format, "%s")) {
            say_text(va_arg(list, const char *));
            format += 2;
        } else if (say_is(format, "%lu")) {
            say_number(va_arg(list, unsigned long), 10);
            format += 3;
        } else if (say_is(format, "%#lx")) {
            say_text("0x");
            say_number(va_arg(list, unsigned long), 16);
            format += 4;
        } else {
            hal_console_write(format++, 1);
        }
    }
    va_end(list);
}
