/* SPDX-License-Identifier: MIT */
#include "typed.h"

#include <string.h>

bool typed_add(struct typed *typed, const char *text, uint32_t length_bytes, uint16_t last)
{
    if (length_bytes >= TYPED_UNITS - typed->count) {
        return false;
    }
    uint16_t *unit = typed->unit + typed->count;
    for (uint32_t i = 0; i < length_bytes; i++) {
        unit[i] = (unsigned char)text[i];
    }
    unit[length_bytes] = last;
    typed->count += length_bytes + 1;
    return true;
}

/* A reader with little room may have left a PUSH behind: it separates nothing any more. */
static uint32_t skip_push(const struct typed *typed)
{
    uint32_t at = 0;
    while (at < typed->count && typed->unit[at] == TYPED_PUSH) {
        at++;
    }
    return at;
}

bool typed_is_ready(const struct typed *typed)
{
    return skip_push(typed) < typed->count;
}

uint32_t typed_peek(const struct typed *typed, char *text, uint32_t room_bytes, bool by_line,
                    uint32_t *units_out)
{
    uint32_t at = skip_push(typed);
    uint32_t count = 0;
    bool is_over = false;
    while (!is_over && at < typed->count && count < room_bytes && typed->unit[at] < TYPED_END) {
        text[count] = (char)typed->unit[at++];
        is_over = by_line && text[count] == '\n';
        count++;
    }
    bool takes_mark =
        at < typed->count && !is_over && typed->unit[at] == (count == 0 ? TYPED_END : TYPED_PUSH);
    *units_out = at + (takes_mark ? 1 : 0);
    return count;
}

void typed_remove(struct typed *typed, uint32_t units)
{
    typed->count -= units;
    memmove(typed->unit, typed->unit + units, typed->count * sizeof typed->unit[0]);
}

bool typed_is_sound(const struct typed *typed)
{
    if (typed->count > TYPED_UNITS) {
        return false;
    }
    for (uint32_t i = 0; i < typed->count; i++) {
        if (typed->unit[i] > TYPED_PUSH) {
            return false;
        }
    }
    return true;
}
