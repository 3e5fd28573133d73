/* SPDX-License-Identifier: MIT */
/*
 * Hexadecimal floats: what the host's C library reads, to the last bit, in special and in random
 * cases.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <float.h>
#include <hexfloat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct hexfloat_type of_double = {DBL_MANT_DIG, DBL_MIN_EXP - 1, DBL_MAX_EXP - 1};
static const struct hexfloat_type of_float = {FLT_MANT_DIG, FLT_MIN_EXP - 1, FLT_MAX_EXP - 1};

/* So many digits are exact in the host's long double, whose conversions round once, in hardware.
 * What glibc 2.36 reads into a float, and its ERANGE, are no reference: it takes 0x1.000001p-150
 * for 0. */
#define EXACT_DIGITS 15

static void tell(const char *text, const struct hexfloat_type *type, double value, double wanted)
{
    fail_msg("'%s', %u digits: %a, wanted %a, or of another range", text, type->digits, value,
             wanted);
}

/* `least`: the least normal number; `nearest`: of the type, to the exact one. */
static void compare(const char *text, const struct hexfloat *number,
                    const struct hexfloat_type *type, double nearest, double least)
{
    errno = 0;
    long double exact = strtold(text, NULL);
    bool is_lost = fabsl(exact) < (long double)least && (long double)nearest != exact;
    bool wanted_out_of_range = isinf(nearest) || is_lost || errno == ERANGE;
    bool out_of_range;
    double value = hexfloat_round(number, type, &out_of_range);
    if (memcmp(&value, &nearest, sizeof value) != 0 || out_of_range != wanted_out_of_range) {
        tell(text, type, value, nearest);
    }
}

static void expect_same(const char *text)
{
    struct hexfloat number;
    bool out_of_range;
    char *end;
    const char *ours = hexfloat_read(text, &number);
    assert_non_null(ours);
    double wanted = strtod(text, &end);
    double value = hexfloat_round(&number, &of_double, &out_of_range);
    if (ours != end || memcmp(&value, &wanted, sizeof value) != 0) {
        tell(text, &of_double, value, wanted);
    }
    if (strspn(text, " -+\t\n0123456789abcdefxX.") <= EXACT_DIGITS) {
        long double exact = strtold(text, NULL);
        compare(text, &number, &of_double, (double)exact, DBL_MIN);
        compare(text, &number, &of_float, (double)(float)exact, (double)FLT_MIN);
    }
}

static void special_numbers(void **state)
{
    static const char *const texts[] = {
        "0xAA.0",
        "0x.8",
        "0x",
        "0x.",
        "0xg",
        "-0x",
        " \t\n+0X1P+3z",
        "0x1p",
        "0x1p+",
        "0x1p-q",
        "0x0",
        "-0x0.0p99999999999",
        "0x1.fffffffffffffp1023",
        "0x1.fffffffffffff8p1023",
        "0x1.fffffffffffff7ffffffffffffffffffffp1023",
        "0x1p1024",
        "0x1p99999999999999999999",
        "0x1p-99999999999999999999",
        "0x1p-1074",
        "0x1p-1075",
        "0x1.0000000000000000001p-1075",
        "0x1.8p-1074",
        "0x1.fffffffffffffp-1023",
        "0x1p-1076",
        "0x1.00000000000008p0",
        "0x1.000000000000080000000000000000000001p0",
        "0x1.00000000000018p0",
        "0x1.fffffep127",
        "0x1.ffffffp127",
        "0x1p-149",
        "0x1p-150",
        "0x1.000001p-150",
        "0x123456789abcdef0123456789abcdefp-60",
        "0x0000000000000000000000000000000000001.8",
        "0x1.8.8",
        "0x1.8e+5",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        expect_same(texts[i]);
    }
}

static void other_texts_are_none(void **state)
{
    static const char *const texts[] = {"",     "1.5", "0",   "x1",  "- 0x1",
                                        "00x1", "inf", "nan", "p0x1"};
    struct hexfloat number;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_null(hexfloat_read(texts[i], &number));
    }
}

static uint32_t random_below(uint32_t limit)
{
    static uint64_t seed = 1;
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % limit;
}

/* Few different digits, so that ties and carries are not rare. */
static void random_numbers(void **state)
{
    static const char digits[] = "000000ffff8817c";
    (void)state;
    for (unsigned round = 0; round < 200000; round++) {
        char text[80];
        size_t length = (size_t)snprintf(text, sizeof text, "%s0x", random_below(2) ? "-" : "");
        unsigned count = 1 + random_below(30);
        unsigned point = random_below(32);
        for (unsigned i = 0; i < count; i++) {
            if (i == point) {
                text[length++] = '.';
            }
            text[length++] = digits[random_below(sizeof digits - 1)];
        }
        int near = (int[]){0, -1074, -1022, 1023, -149, -126, 127}[random_below(7)];
        snprintf(text + length, sizeof text - length, "p%d", near - 60 + (int)random_below(120));
        expect_same(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(special_numbers),
        cmocka_unit_test(other_texts_are_none),
        cmocka_unit_test(random_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
