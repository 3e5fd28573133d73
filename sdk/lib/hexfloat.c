/* SPDX-License-Identifier: MIT */
/*
 * Hexadecimal floating-point numbers. Digits that no type has room for only count as "more than
 * that".
 */
#include "hexfloat.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>

#define DIGIT_BITS 4
#define MANTISSA_LIMIT (UINT64_C(1) << 57) /* one more digit fits below 2^61 */

/* Beyond these no number of any type is other than 0 or infinite, however many digits it has in
 * front. */
#define EXPONENT_LIMIT 1000000000

static int digit_value(char character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    int lower = tolower((unsigned char)character);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static void add_digit(struct hexfloat *number, unsigned digit, bool is_behind_point)
{
    if (number->mantissa < MANTISSA_LIMIT) {
        number->mantissa = number->mantissa << DIGIT_BITS | digit;
        number->exponent -= is_behind_point ? DIGIT_BITS : 0;
    } else {
        number->mantissa |= digit != 0;
        number->exponent += is_behind_point ? 0 : DIGIT_BITS;
    }
}

/* The digits; NULL: there is none. */
static const char *read_digits(const char *at, struct hexfloat *number)
{
    bool is_behind_point = false;
    bool has_digit = false;
    for (;; at++) {
        int digit = digit_value(*at);
        if (digit >= 0) {
            add_digit(number, (unsigned)digit, is_behind_point);
            has_digit = true;
        } else if (*at == '.' && !is_behind_point) {
            is_behind_point = true;
        } else {
            return has_digit ? at : NULL;
        }
    }
}

/* The power of two, if there is one. */
static const char *read_exponent(const char *at, struct hexfloat *number)
{
    if (*at != 'p' && *at != 'P') {
        return at;
    }
    const char *digit = at + 1;
    bool is_negative = *digit == '-';
    if (*digit == '-' || *digit == '+') {
        digit++;
    }
    if (*digit < '0' || *digit > '9') {
        return at;
    }
    int32_t exponent = 0;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        exponent = exponent < EXPONENT_LIMIT / 10 ? exponent * 10 + (*digit - '0') : EXPONENT_LIMIT;
    }
    number->exponent += is_negative ? -exponent : exponent;
    return digit;
}

const char *hexfloat_read(const char *text, struct hexfloat *number_out)
{
    struct hexfloat number = {0};
    while (isspace((unsigned char)*text)) {
        text++;
    }
    number.is_negative = *text == '-';
    if (*text == '-' || *text == '+') {
        text++;
    }
    if (text[0] != '0' || (text[1] != 'x' && text[1] != 'X')) {
        return NULL;
    }
    const char *end = read_digits(text + 2, &number);
    if (end == NULL) {
        number = (struct hexfloat){.is_negative = number.is_negative};
        end = text + 1;
    } else {
        end = read_exponent(end, &number);
    }
    *number_out = number;
    return end;
}

/* Keeps the highest bits of a value of 64 bits: so many, rounded. */
static uint64_t round_bits(uint64_t value, int32_t bits)
{
    if (bits < 0) {
        return 0;
    }
    uint64_t half = UINT64_C(1) << (63 - bits);
    uint64_t kept = bits > 0 ? value >> (64 - bits) : 0;
    uint64_t rest = value & (2 * half - 1); /* all of it for 0 bits: 2 * half is 0 */
    return kept + (rest > half || (rest == half && (kept & 1) != 0));
}

double hexfloat_round(const struct hexfloat *number, const struct hexfloat_type *type,
                      bool *out_of_range_out)
{
    double sign = number->is_negative ? -1.0 : 1.0;
    *out_of_range_out = false;
    if (number->mantissa == 0) {
        return sign * 0.0;
    }
    int32_t shift = __builtin_clzll(number->mantissa);
    int32_t highest = number->exponent + 63 - shift; /* the power of the highest bit */
    uint64_t value = number->mantissa << shift;
    int32_t bits = (int32_t)type->digits;
    if (highest > type->exponent_max) {
        *out_of_range_out = true;
        return sign * HUGE_VAL;
    }
    if (highest < type->exponent_min) {
        int32_t missing = type->exponent_min - highest;
        bits = missing <= bits ? bits - missing : -1;
    }
    uint64_t kept = round_bits(value, bits);
    if (bits < (int32_t)type->digits) {
        *out_of_range_out = bits <= 0 || kept << (64 - bits) != value;
    }
    if (kept == 0) {
        return sign * 0.0;
    }
    double rounded = ldexp((double)kept, highest + 1 - bits);
    if (rounded >= ldexp(1.0, type->exponent_max) * 2) {
        *out_of_range_out = true;
        return sign * HUGE_VAL;
    }
    return sign * rounded;
}
