/* SPDX-License-Identifier: MIT */
/*
 * Pieces of text. Invariant: a result lies inside its argument.
 */
#include "span.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

bool span_is(struct span span, const char *word)
{
    return strlen(word) == span.length_bytes && strncmp(span.start, word, span.length_bytes) == 0;
}

struct span span_trim(struct span span)
{
    while (span.length_bytes > 0 && is_blank(span.start[0])) {
        span.start++;
        span.length_bytes--;
    }
    while (span.length_bytes > 0 && is_blank(span.start[span.length_bytes - 1])) {
        span.length_bytes--;
    }
    return span;
}

bool span_cut(struct span *rest, char separator, struct span *before)
{
    size_t at = 0;
    while (at < rest->length_bytes && rest->start[at] != separator) {
        at++;
    }
    if (at == rest->length_bytes) {
        return false;
    }
    *before = (struct span){rest->start, at};
    *rest = (struct span){rest->start + at + 1, rest->length_bytes - at - 1};
    return true;
}

struct span span_word(struct span *rest)
{
    struct span text = span_trim(*rest);
    size_t at = 0;
    while (at < text.length_bytes && !is_blank(text.start[at])) {
        at++;
    }
    *rest = (struct span){text.start + at, text.length_bytes - at};
    return (struct span){text.start, at};
}

void span_copy(struct span span, char *out, size_t out_bytes)
{
    size_t length_bytes = span.length_bytes < out_bytes ? span.length_bytes : out_bytes - 1;
    memcpy(out, span.start, length_bytes);
    out[length_bytes] = '\0';
}

bool span_number(struct span span, size_t max, size_t *value)
{
    *value = 0;
    for (size_t i = 0; i < span.length_bytes; i++) {
        char c = span.start[i];
        if (c < '0' || c > '9') {
            return false;
        }
        size_t digit = (size_t)(c - '0');
        if (digit > max || *value > (max - digit) / 10) {
            return false;
        }
        *value = *value * 10 + digit;
    }
    return span.length_bytes > 0;
}

static unsigned digit_of(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = strchr(digits, c);
    return c == '\0' || found == NULL ? 16 : (unsigned)(found - digits);
}

bool span_hexadecimal(struct span span, size_t max, size_t *value)
{
    *value = 0;
    if (span.length_bytes < 3 || span.start[0] != '0' || span.start[1] != 'x') {
        return false;
    }
    for (size_t i = 2; i < span.length_bytes; i++) {
        unsigned digit = digit_of(span.start[i]);
        if (digit > 15 || digit > max || *value > (max - digit) / 16) {
            return false;
        }
        *value = *value * 16 + digit;
    }
    return true;
}
