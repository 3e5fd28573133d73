/* SPDX-License-Identifier: MIT */
/*
 * Fields. Numbers are compared digit by digit, so that they may be of any length.
 */
#include "fields.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* Reads a number, at least `least`; where it ends, or NULL. */
static const char *read_position(const char *text, size_t least, size_t *number_out)
{
    size_t number = 0;
    const char *next = text;
    for (; isdigit((unsigned char)*next); next++) {
        number = number > SIZE_MAX / 10 - 1 ? number : number * 10 + (size_t)(*next - '0');
    }
    *number_out = number;
    return next == text || number < least ? NULL : next;
}

/* Takes the letters of an order; a `b` counts where it stands. */
static const char *read_order(struct field_key *key, const char *text, bool *skips_blanks)
{
    for (; *text != '\0' && strchr("bfnr", *text) != NULL; text++) {
        *skips_blanks = *skips_blanks || *text == 'b';
        key->order.folds_case = key->order.folds_case || *text == 'f';
        key->order.is_numeric = key->order.is_numeric || *text == 'n';
        key->order.is_reverse = key->order.is_reverse || *text == 'r';
        key->has_order = true;
    }
    return text;
}

bool field_key_read(struct field_key *key, const char *text)
{
    *key = (struct field_key){.character = 1};
    text = read_position(text, 1, &key->field);
    if (text != NULL && *text == '.') {
        text = read_position(text + 1, 1, &key->character);
    }
    text = text == NULL ? NULL : read_order(key, text, &key->order.skips_blanks);
    if (text == NULL || *text != ',') {
        return text != NULL && *text == '\0';
    }
    text = read_position(text + 1, 1, &key->end_field);
    if (text != NULL && *text == '.') {
        text = read_position(text + 1, 0, &key->end_character);
    }
    text = text == NULL ? NULL : read_order(key, text, &key->end_skips_blanks);
    return text != NULL && *text == '\0';
}

static bool is_blank(char character)
{
    return character == ' ' || character == '\t';
}

static size_t skip_blanks(const struct field_line *line, size_t at)
{
    while (at < line->length_bytes && is_blank(line->text[at])) {
        at++;
    }
    return at;
}

/* The end of the field that starts at a place: its separator, or the line's end. */
static size_t field_end(const struct field_line *line, size_t at, int separator)
{
    at = separator < 0 ? skip_blanks(line, at) : at;
    while (at < line->length_bytes &&
           !(separator < 0 ? is_blank(line->text[at]) : line->text[at] == (char)separator)) {
        at++;
    }
    return at;
}

/* Where a field starts, from 1 on; beyond the last: the line's end. */
static size_t field_start(const struct field_line *line, size_t field, int separator)
{
    size_t at = 0;
    while (--field > 0 && at < line->length_bytes) {
        at = field_end(line, at, separator);
        at += separator >= 0 && at < line->length_bytes;
    }
    return at;
}

static size_t limited(size_t at, size_t add, size_t limit)
{
    return add > limit - at ? limit : at + add;
}

struct field_line field_find(const struct field_key *key, const struct field_line *line,
                             int separator)
{
    size_t start = field_start(line, key->field, separator);
    size_t end = line->length_bytes;
    start = key->order.skips_blanks ? skip_blanks(line, start) : start;
    start = limited(start, key->character - 1, line->length_bytes);
    if (key->end_field > 0) {
        end = field_start(line, key->end_field, separator);
        if (key->end_character == 0) {
            end = field_end(line, end, separator);
        } else {
            end = key->end_skips_blanks ? skip_blanks(line, end) : end;
            end = limited(end, key->end_character, line->length_bytes);
        }
    }
    return (struct field_line){line->text + start, end > start ? end - start : 0};
}

/* A number in a text: its digits before and behind the point, without zeros that say nothing. */
struct number {
    bool is_negative;
    const char *whole, *fraction;
    size_t whole_digits, fraction_digits;
};

static size_t count_digits(const char *text, const char *end)
{
    const char *next = text;
    while (next < end && isdigit((unsigned char)*next)) {
        next++;
    }
    return (size_t)(next - text);
}

static struct number read_number(const struct field_line *line)
{
    struct number number = {0};
    const char *end = line->text + line->length_bytes;
    const char *next = line->text + skip_blanks(line, 0);
    if (next < end && *next == '-') {
        number.is_negative = true;
        next++;
    }
    while (next < end && *next == '0') {
        next++;
    }
    number.whole = next;
    number.whole_digits = count_digits(next, end);
    next += number.whole_digits;
    number.fraction = next < end && *next == '.' ? next + 1 : end;
    number.fraction_digits = count_digits(number.fraction, end);
    while (number.fraction_digits > 0 && number.fraction[number.fraction_digits - 1] == '0') {
        number.fraction_digits--;
    }
    if (number.whole_digits == 0 && number.fraction_digits == 0) {
        number.is_negative = false; /* 0 has no sign */
    }
    return number;
}

static int compare_sizes(size_t left, size_t right)
{
    return (left > right) - (left < right);
}

static int compare_magnitudes(const struct number *left, const struct number *right)
{
    int order = compare_sizes(left->whole_digits, right->whole_digits);
    order = order != 0 ? order : memcmp(left->whole, right->whole, left->whole_digits);
    if (order != 0) {
        return order;
    }
    size_t common = left->fraction_digits < right->fraction_digits ? left->fraction_digits
                                                                   : right->fraction_digits;
    order = memcmp(left->fraction, right->fraction, common);
    return order != 0 ? order : compare_sizes(left->fraction_digits, right->fraction_digits);
}

static int compare_numbers(const struct field_line *left, const struct field_line *right)
{
    struct number one = read_number(left);
    struct number other = read_number(right);
    if (one.is_negative != other.is_negative) {
        return one.is_negative ? -1 : 1;
    }
    int order = compare_magnitudes(&one, &other);
    return one.is_negative ? -order : order;
}

static int compare_folded(const struct field_line *left, const struct field_line *right)
{
    for (size_t i = 0; i < left->length_bytes && i < right->length_bytes; i++) {
        int order = toupper((unsigned char)left->text[i]) - toupper((unsigned char)right->text[i]);
        if (order != 0) {
            return order;
        }
    }
    return compare_sizes(left->length_bytes, right->length_bytes);
}

int field_compare_bytes(const struct field_line *left, const struct field_line *right)
{
    size_t common =
        left->length_bytes < right->length_bytes ? left->length_bytes : right->length_bytes;
    int order = memcmp(left->text, right->text, common);
    return order != 0 ? order : compare_sizes(left->length_bytes, right->length_bytes);
}

int field_compare(const struct field_order *order, const struct field_line *left,
                  const struct field_line *right)
{
    int result = order->is_numeric   ? compare_numbers(left, right)
                 : order->folds_case ? compare_folded(left, right)
                                     : field_compare_bytes(left, right);
    return order->is_reverse ? -result : result;
}
