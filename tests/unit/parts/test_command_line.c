/* SPDX-License-Identifier: MIT */
/*
 * Words and numbers in the kernel's command line.
 */
#include "unit.h"

#include <command_line.h>

static void a_word_is_found_anywhere(void **state)
{
    (void)state;
    assert_true(command_line_has("one", "one"));
    assert_true(command_line_has("one two three", "one"));
    assert_true(command_line_has("one two three", "two"));
    assert_true(command_line_has("one two three", "three"));
    assert_true(command_line_has("  one   two  ", "one"));
    assert_true(command_line_has("  one   two  ", "two"));
}

static void a_word_is_whole(void **state)
{
    (void)state;
    assert_false(command_line_has("", "one"));
    assert_false(command_line_has("   ", "one"));
    assert_false(command_line_has("ones", "one"));
    assert_false(command_line_has("two.one", "one"));
    assert_false(command_line_has("on", "one"));
    assert_false(command_line_has("One", "one"));
    assert_false(command_line_has("exit=semihosting2", "exit=semihosting"));
    assert_false(command_line_has("xexit=semihosting", "exit=semihosting"));
    assert_true(command_line_has("ones onetwo one", "one"));
    assert_true(command_line_has("exit= exit=semihosting", "exit=semihosting"));
}

static void expect(const char *line, uint64_t expected)
{
    uint64_t value = ~expected;

    assert_true(command_line_number(line, "seed=", &value));
    assert_true(value == expected);
}

static void expect_none(const char *line)
{
    uint64_t value = 4711;

    assert_false(command_line_number(line, "seed=", &value));
    assert_int_equal(value, 4711);
}

static void numbers_are_decimal_or_hexadecimal(void **state)
{
    (void)state;
    expect("seed=0", 0);
    expect("seed=1", 1);
    expect("a b seed=77 c", 77);
    expect("seed=007", 7);
    expect("seed=0x0", 0);
    expect("seed=0x1f", 0x1f);
    expect("seed=0xABCdef", 0xabcdef);
    expect("seed=18446744073709551615", UINT64_MAX);
    expect("seed=0xffffffffffffffff", UINT64_MAX);
    expect("seed=0x0000000000000000000001", 1);
    expect("xseed=1 seed=2", 2);
    expect("seed=3 seed=4", 3);
}

static void what_is_no_number_changes_nothing(void **state)
{
    (void)state;
    expect_none("");
    expect_none("seed");
    expect_none("seed=");
    expect_none("seed= 5");
    expect_none("seed=0x");
    expect_none("seed=-1");
    expect_none("seed=+1");
    expect_none("seed=12a");
    expect_none("seed=0x12g");
    expect_none("seed=1,2");
    expect_none("seed=a");
    expect_none("seeds=5");
    expect_none("seed=18446744073709551616");
    expect_none("seed=99999999999999999999999");
    expect_none("seed=0x10000000000000000");
}

static void cores_are_from_one_to_the_most(void **state)
{
    (void)state;
    assert_int_equal(command_line_cores("", 4), 4);
    assert_int_equal(command_line_cores("cores=1", 4), 1);
    assert_int_equal(command_line_cores("seed=1 cores=3", 4), 3);
    assert_int_equal(command_line_cores("cores=0", 4), 4);
    assert_int_equal(command_line_cores("cores=5", 4), 4);
    assert_int_equal(command_line_cores("cores=x", 4), 4);
    assert_int_equal(command_line_cores("cores=0x100000001", 4), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_found_anywhere),
        cmocka_unit_test(a_word_is_whole),
        cmocka_unit_test(numbers_are_decimal_or_hexadecimal),
        cmocka_unit_test(what_is_no_number_changes_nothing),
        cmocka_unit_test(cores_are_from_one_to_the_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
