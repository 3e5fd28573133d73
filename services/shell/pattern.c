/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include <ctype.h>
#include <string.h>

#define CLASS_BYTES 8

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0u) == 0x80u;
}

size_t pattern_character(const char *text, size_t length)
{
    unsigned char first = (unsigned char)text[0];
    size_t wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    size_t bytes = 1;
    while (bytes < wanted && bytes < length && is_continuation(text[bytes])) {
        bytes++;
    }
    return bytes == wanted ? bytes : 1;
}

size_t pattern_count(const char *text)
{
    size_t count = 0, length = strlen(text);
    for (size_t at = 0; at < length; at += pattern_character(text + at, length - at)) {
        count++;
    }
    return count;
}

/* Brackets ---------------------------------------------------------------------------------------
 */

/* [:name:] at this place; its length, or 0. */
static size_t class_length(const char *at)
{
    if (at[0] != '[' || at[1] != ':') {
        return 0;
    }
    const char *end = strstr(at + 2, ":]");
    size_t length = end == NULL ? 0 : (size_t)(end - at) + 2;
    return length > CLASS_BYTES + 4 ? 0 : length;
}

static bool is_in_class(const char *at, size_t length, unsigned char byte)
{
    static const struct {
        const char *name;
        int (*is)(int);
    } classes[] = {{"[:alnum:]", isalnum}, {"[:alpha:]", isalpha}, {"[:blank:]", isblank},
                   {"[:cntrl:]", iscntrl}, {"[:digit:]", isdigit}, {"[:graph:]", isgraph},
                   {"[:lower:]", islower}, {"[:print:]", isprint}, {"[:punct:]", ispunct},
                   {"[:space:]", isspace}, {"[:upper:]", isupper}, {"[:xdigit:]", isxdigit}};
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (strlen(classes[i].name) == length && memcmp(classes[i].name, at, length) == 0) {
            return classes[i].is(byte) != 0;
        }
    }
    return false;
}

/* Where the bracket that begins here ends: behind it; NULL: nowhere, so it is a character. */
static const char *bracket_end(const char *at)
{
    at += at[1] == '!' || at[1] == '^' ? 2 : 1;
    bool is_first = true;
    while (*at != '\0' && (*at != ']' || is_first)) {
        size_t length = class_length(at);
        is_first = false;
        if (length == 0) {
            length = *at == '\\' && at[1] != '\0' ? 2 : 1;
        }
        at += length;
    }
    return *at == ']' ? at + 1 : NULL;
}

/* The bytes that stand for one character of a bracket, behind a backslash if there is one. */
static const char *element(const char *at, size_t *bytes_out)
{
    at += *at == '\\' && at[1] != '\0';
    *bytes_out = pattern_character(at, strlen(at));
    return at;
}

static int compare(const char *left, size_t left_bytes, const char *right, size_t right_bytes)
{
    size_t shorter = left_bytes < right_bytes ? left_bytes : right_bytes;
    int difference = memcmp(left, right, shorter);
    return difference != 0 ? difference : (int)left_bytes - (int)right_bytes;
}

static bool is_in_bracket(const char *at, const char *end, const char *text, size_t bytes)
{
    bool is_inverted = at[1] == '!' || at[1] == '^';
    bool is_in = false;
    at += is_inverted ? 2 : 1;
    while (at < end - 1) {
        size_t length = class_length(at), low_bytes, high_bytes;
        if (length > 0) {
            is_in = is_in || is_in_class(at, length, (unsigned char)text[0]);
            at += length;
            continue;
        }
        const char *low = element(at, &low_bytes);
        const char *high = low;
        high_bytes = low_bytes;
        at = low + low_bytes;
        if (at[0] == '-' && at + 1 < end - 1) {
            high = element(at + 1, &high_bytes);
            at = high + high_bytes;
        }
        is_in = is_in || (compare(low, low_bytes, text, bytes) <= 0 &&
                          compare(text, bytes, high, high_bytes) <= 0);
    }
    return is_in != is_inverted;
}

/* Matching ---------------------------------------------------------------------------------------
 */

/* Whether one character of the text is what stands at this place; goes behind it. */
static bool matches_one(const char **pattern, const char *text, size_t length, size_t *bytes_out)
{
    const char *at = *pattern;
    *bytes_out = pattern_character(text, length);
    if (*at == '?') {
        *pattern = at + 1;
        return true;
    }
    const char *end = *at == '[' ? bracket_end(at) : NULL;
    if (end != NULL) {
        *pattern = end;
        return is_in_bracket(at, end, text, *bytes_out);
    }
    at += *at == '\\' && at[1] != '\0';
    *pattern = at + 1;
    *bytes_out = 1;
    return *at == *text;
}

/* A star takes as little as it can, and one character more whenever what follows does not match:
 * to go back further than to the last star is never needed. */
bool pattern_matches(const char *pattern, const char *text, size_t length)
{
    const char *star = NULL, *end = text + length, *from = NULL;
    while (text < end || *pattern != '\0') {
        size_t bytes;
        if (*pattern == '*') {
            star = ++pattern;
            from = text;
            continue;
        }
        if (*pattern != '\0' && text < end &&
            matches_one(&pattern, text, (size_t)(end - text), &bytes)) {
            text += bytes;
            continue;
        }
        if (star == NULL || from == end) {
            return false;
        }
        from += pattern_character(from, (size_t)(end - from));
        text = from;
        pattern = star;
    }
    return true;
}

bool pattern_is_special(const char *pattern)
{
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '\\' && pattern[1] != '\0') {
            pattern++;
        } else if (*pattern == '*' || *pattern == '?' ||
                   (*pattern == '[' && bracket_end(pattern) != NULL)) {
            return true;
        }
    }
    return false;
}
