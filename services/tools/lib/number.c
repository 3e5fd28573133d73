/* SPDX-License-Identifier: MIT */
/*
 * Numbers.
 */
#include "number.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define KIB 1024u
#define NS_PER_S 1000000000u

/* Reads digits, and where they end; false: there are none, or it is too much. */
static bool read_digits(const char *text, uint64_t maximum, uint64_t *number_out, const char **end)
{
    uint64_t number = 0;
    const char *next = text;
    for (; isdigit((unsigned char)*next); next++) {
        unsigned digit = (unsigned)(*next - '0');
        if (digit > maximum || number > (maximum - digit) / 10) {
            return false;
        }
        number = number * 10 + digit;
    }
    *number_out = number;
    *end = next;
    return next != text;
}

bool number_read(const char *text, uint64_t maximum, uint64_t *number_out)
{
    const char *end;
    return read_digits(text, maximum, number_out, &end) && *end == '\0';
}

bool number_read_bytes(const char *text, uint64_t *bytes_out)
{
    static const char units[] = "KMG";
    const char *end;
    if (!read_digits(text, INT64_MAX, bytes_out, &end)) {
        return false;
    }
    const char *unit = *end == '\0' ? NULL : strchr(units, toupper((unsigned char)*end));
    for (const char *step = units; unit != NULL && step <= unit; step++) {
        if (*bytes_out > INT64_MAX / KIB) {
            return false;
        }
        *bytes_out *= KIB;
    }
    return *end == '\0' || (unit != NULL && end[1] == '\0');
}

/* The seconds of a unit; 0: it is none. */
static uint64_t unit_seconds(const char *unit)
{
    static const struct {
        char letter;
        uint64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 60 * 60}, {'d', 24 * 60 * 60}};
    if (unit[0] == '\0') {
        return 1;
    }
    for (unsigned i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (unit[0] == units[i].letter && unit[1] == '\0') {
            return units[i].seconds;
        }
    }
    return 0;
}

bool number_read_duration(const char *text, uint64_t *ns_out)
{
    const char *end = text;
    uint64_t whole = 0;
    uint64_t fraction_ns = 0;
    uint64_t place_ns = NS_PER_S;
    bool has_digits = false;
    for (; isdigit((unsigned char)*end); end++) {
        has_digits = true;
        whole = whole > UINT64_MAX / 10 - 1 ? whole : whole * 10 + (unsigned)(*end - '0');
    }
    if (*end == '.') {
        for (end++; isdigit((unsigned char)*end); end++) {
            has_digits = true;
            place_ns /= 10;
            fraction_ns += place_ns * (unsigned)(*end - '0');
        }
    }
    uint64_t seconds = unit_seconds(end);
    if (!has_digits || seconds == 0) {
        return false;
    }
    uint64_t unit_ns = seconds * NS_PER_S;
    *ns_out =
        whole >= UINT64_MAX / unit_ns - 1 ? UINT64_MAX : whole * unit_ns + fraction_ns * seconds;
    return true;
}

void number_size(uint64_t bytes, char text[NUMBER_SIZE_BYTES])
{
    static const char units[] = "KMGTPE";
    const char *unit = units;
    uint64_t scale = KIB;
    if (bytes < KIB) {
        snprintf(text, NUMBER_SIZE_BYTES, "%u", (unsigned)bytes);
        return;
    }
    for (; bytes / scale >= KIB; scale *= KIB) {
        unit++;
    }
    uint64_t whole = bytes / scale;
    uint64_t rest = bytes % scale;
    uint64_t tenths = whole * 10 + (rest * 10 + scale - 1) / scale;
    whole += rest != 0;
    if (whole == KIB && unit[1] != '\0') {
        unit++;
        tenths = 10;
    }
    if (tenths < 100) {
        snprintf(text, NUMBER_SIZE_BYTES, "%u.%u%c", (unsigned)(tenths / 10),
                 (unsigned)(tenths % 10), *unit);
    } else {
        snprintf(text, NUMBER_SIZE_BYTES, "%u%c", (unsigned)whole, *unit);
    }
}

unsigned number_digits(uint64_t number)
{
    unsigned digits = 1;
    for (; number >= 10; number /= 10) {
        digits++;
    }
    return digits;
}
