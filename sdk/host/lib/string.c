/* SPDX-License-Identifier: MIT */
/*
 * Functions on strings that keep something, or that hand out memory: both are the program's own.
 * And those that a board's C library has, and not each computer's.
 */
#define _GNU_SOURCE /* strerrordesc_np, sigdescr_np */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* strerror_r as POSIX has it; a program that asks for _GNU_SOURCE has the other one. */
int __xpg_strerror_r(int error, char *to, size_t room);

char *strerror(int error)
{
    static char unknown[40];
    const char *known = strerrordesc_np(error);
    if (known != NULL) {
        return (char *)(uintptr_t)known;
    }
    (void)snprintf(unknown, sizeof unknown, "Unknown error %d", error);
    return unknown;
}

char *strerror_r(int error, char *to, size_t room)
{
    const char *known = strerrordesc_np(error);
    if (known != NULL) {
        return (char *)(uintptr_t)known;
    }
    (void)snprintf(to, room, "Unknown error %d", error);
    return to;
}

int __xpg_strerror_r(int error, char *to, size_t room)
{
    const char *known = strerrordesc_np(error);
    int length = known != NULL ? snprintf(to, room, "%s", known)
                               : snprintf(to, room, "Unknown error %d", error);
    return length < 0 || (size_t)length >= room ? ERANGE : known == NULL ? EINVAL : 0;
}

char *strsignal(int signal)
{
    static char unknown[40];
    const char *known = sigdescr_np(signal);
    if (known != NULL) {
        return (char *)(uintptr_t)known;
    }
    (void)snprintf(unknown, sizeof unknown, "Unknown signal %d", signal);
    return unknown;
}

char *strtok(char *restrict text, const char *restrict delimiters)
{
    static char *rest;
    return strtok_r(text, delimiters, &rest);
}

size_t strlcpy(char *restrict to, const char *restrict from, size_t room)
{
    size_t length = strlen(from);
    size_t copied = length < room ? length : room - 1;
    if (room > 0) {
        memcpy(to, from, copied);
        to[copied] = '\0';
    }
    return length;
}

size_t strlcat(char *restrict to, const char *restrict from, size_t room)
{
    size_t length = strnlen(to, room);
    return length == room ? room + strlen(from)
                          : length + strlcpy(to + length, from, room - length);
}

wchar_t *wcsdup(const wchar_t *text)
{
    size_t bytes = (wcslen(text) + 1) * sizeof *text;
    wchar_t *copy = malloc(bytes);
    return copy == NULL ? NULL : memcpy(copy, text, bytes);
}

int vasprintf(char **restrict text_out, const char *restrict format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (text != NULL) {
        (void)vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    *text_out = text;
    return text == NULL ? -1 : length;
}

int asprintf(char **restrict text_out, const char *restrict format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(text_out, format, arguments);
    va_end(arguments);
    return length;
}
