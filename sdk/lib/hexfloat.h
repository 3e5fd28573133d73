/* SPDX-License-Identifier: MIT */
/*
 * Hexadecimal floating-point numbers (C17, 6.4.4.2, 7.22.1.3): 0x, digits, perhaps a point among
 * them, perhaps p and a power of two.
 */
#ifndef LIB_HEXFLOAT_H
#define LIB_HEXFLOAT_H

#include <stdbool.h>
#include <stdint.h>

/* The number is mantissa * 2^exponent; the lowest bit of the mantissa is 1 if more was cut off. */
struct hexfloat {
    bool is_negative;
    uint64_t mantissa; /* below 2^61 */
    int32_t exponent;
};

/*
 * Reads a number behind white space and a sign. Returns where it ends; NULL: there is none that
 * begins with 0x. A 0x without a digit is the number 0, and ends behind the 0.
 */
const char *hexfloat_read(const char *text, struct hexfloat *number_out);

/* What a type of so many binary digits has: DBL_MANT_DIG and DBL_MIN_EXP - 1 for double. */
struct hexfloat_type {
    unsigned digits; /* at most 53 */
    int32_t exponent_min;
    int32_t exponent_max; /* of the highest digit of a normal number */
};

/* The nearest value that the type has, of two the even one; infinite if it is too large.
 * `out_of_range_out`: it is infinite, or too small to have all digits and not exact, which strtod
 * calls ERANGE. */
double hexfloat_round(const struct hexfloat *number, const struct hexfloat_type *type,
                      bool *out_of_range_out);

#endif
