/* SPDX-License-Identifier: MIT */
/*
 * Lists of pins.
 */
#include "pins.h"

static bool take_number(const char **text, unsigned count, unsigned *number)
{
    const char *at = *text;
    *number = 0;
    while (*at >= '0' && *at <= '9' && *number < count) {
        *number = *number * 10 + (unsigned)(*at++ - '0');
    }
    bool taken = at != *text && *number < count;
    *text = at;
    return taken;
}

static bool take_range(const char **text, unsigned count, uint64_t *pins)
{
    unsigned first;
    unsigned last;
    if (!take_number(text, count, &first)) {
        return false;
    }
    last = first;
    if (**text == '-') {
        (*text)++;
        if (!take_number(text, count, &last) || last < first) {
            return false;
        }
    }
    for (unsigned pin = first; pin <= last; pin++) {
        *pins |= UINT64_C(1) << pin;
    }
    return true;
}

bool pins_parse(const char *text, unsigned count, uint64_t *pins_out)
{
    *pins_out = 0;
    while (take_range(&text, count, pins_out)) {
        if (*text == '\0') {
            return true;
        }
        if (*text++ != ',') {
            return false;
        }
    }
    return false;
}
