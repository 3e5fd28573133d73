/* SPDX-License-Identifier: MIT */
/*
 * Arithmetic: what expressions are worth, that nothing overflows, and that what is none is refused.
 */
#include "unit.h"

#include "arena.h"
#include "arithmetic.h"
#include "raise.h"
#include "shell.h"
#include "variable.h"
#include <string.h>

struct shell shell = {.name = "test"};

static void expect(const char *expression, int64_t wanted)
{
    assert_int_equal(arithmetic_value(expression), wanted);
    arena_free(&scratch);
}

static void evaluate(void *expression)
{
    arithmetic_value(expression);
}

static void refuse(const char *expression)
{
    assert_int_equal(raise_protect(evaluate, (void *)(uintptr_t)expression), RAISED_ERROR);
    assert_int_equal(shell.status, RAISE_STATUS);
    arena_free(&scratch);
}

static void test_values(void **state)
{
    (void)state;
    expect("", 0);
    expect(" 1 + 2 * 3 ", 7);
    expect("(1 + 2) * 3", 9);
    expect("2 - 3 - 4", -5);
    expect("1 << 2 + 1", 8);
    expect("7 & 3 == 3", 1);
    expect("1 ? 2 : 0 ? 3 : 4", 2);
    expect("-7 / 2", -3);
    expect("- -3", 3);
    expect("!0 + ~0", 0);
    expect("0x10 + 010", 24);
}

static void test_what_does_not_fit_wraps(void **state)
{
    (void)state;
    expect("9223372036854775807 + 1", INT64_MIN);
    expect("-9223372036854775807 - 2", INT64_MAX);
    expect("9223372036854775807 * 9223372036854775807", 1);
    expect("(-9223372036854775807 - 1) / -1", INT64_MIN);
    expect("(-9223372036854775807 - 1) % -1", 0);
    expect("1 << 64", 1);
    expect("1 << -1", INT64_MIN);
    expect("-(-9223372036854775807 - 1)", INT64_MIN);
}

static void test_variables(void **state)
{
    (void)state;
    variable_set("x", "5");
    expect("x * 2 + none", 10);
    expect("x = y = 3", 3);
    expect("x + y", 6);
    expect("x <<= 2", 12);
    assert_string_equal(variable_get("x"), "12");
    expect("0 && (x = 1)", 0);
    expect("1 || (x = 1) || 1 / 0", 1);
    expect("1 ? 2 : (x = 9)", 2);
    assert_string_equal(variable_get("x"), "12");
    variable_set("x", "text");
    refuse("x + 1");
    variable_unset("x");
    variable_unset("y");
}

static void test_nonsense(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "1 +", "(1", "1)",     "1 2", "1 ? 2", "1 = 2", "a b", "1 / 0",  "1 % 0",
        "* 1", "09", "1 +* 2", "$",   "1.5",   "++",    "a =", "1 ?: 2", "99999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        refuse(wrong[i]);
    }
}

static void test_too_deep(void **state)
{
    char expression[4000];
    (void)state;
    memset(expression, '(', sizeof expression);
    expression[sizeof expression - 1] = '\0';
    refuse(expression);
    memset(expression, '-', sizeof expression - 1);
    refuse(expression);
    for (size_t i = 0; i + 2 < sizeof expression; i += 2) {
        memcpy(expression + i, "1?", 2);
    }
    refuse(expression);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),    cmocka_unit_test(test_what_does_not_fit_wraps),
        cmocka_unit_test(test_variables), cmocka_unit_test(test_nonsense),
        cmocka_unit_test(test_too_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
