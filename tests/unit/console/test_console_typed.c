/* SPDX-License-Identifier: MIT */
/*
 * What was typed and not read yet, and the prompt's line.
 */
#include "unit.h"

#include "prompt.h"
#include "typed.h"
#include <string.h>
#include <tay/protocol/tap.h>

static struct typed typed;

static int set_up(void **state)
{
    (void)state;
    memset(&typed, 0, sizeof typed);
    return 0;
}

static void add(const char *text, uint16_t last)
{
    assert_true(typed_add(&typed, text, (uint32_t)strlen(text), last));
}

static void read_as(uint32_t room_bytes, bool by_line, const char *expected)
{
    char text[TYPED_UNITS];
    uint32_t units;
    assert_true(typed_is_ready(&typed));
    uint32_t count = typed_peek(&typed, text, room_bytes, by_line, &units);
    assert_int_equal(count, strlen(expected));
    assert_memory_equal(text, expected, count);
    typed_remove(&typed, units);
}

static void test_by_line_and_not(void **state)
{
    (void)state;
    add("one", '\n');
    add("two", '\n');
    read_as(2, true, "on");
    read_as(80, true, "e\n");
    add("three", '\n');
    read_as(80, false, "two\nthree\n");
    assert_false(typed_is_ready(&typed));
}

/* The end of input comes where it was typed: behind what came before, before what came later. */
static void test_the_end_of_input_keeps_its_place(void **state)
{
    (void)state;
    add("one", '\n');
    add("", TYPED_END);
    add("two", '\n');
    read_as(80, false, "one\n");
    read_as(80, false, "");
    read_as(80, true, "two\n");
    assert_false(typed_is_ready(&typed));
}

static void test_a_line_that_was_handed_over(void **state)
{
    (void)state;
    add("par", TYPED_PUSH);
    add("t", TYPED_PUSH);
    add("end", '\n');
    read_as(80, true, "par");
    read_as(1, true, "t");
    read_as(3, false, "end");
    read_as(3, false, "\n");
    add("abc", TYPED_PUSH);
    read_as(2, false, "ab");
    read_as(2, false, "c");
    assert_false(typed_is_ready(&typed)); /* no end of input is left behind */
}

static void test_what_does_not_fit_changes_nothing(void **state)
{
    char text[TYPED_UNITS] = {0};
    (void)state;
    assert_false(typed_add(&typed, text, TYPED_UNITS, '\n'));
    assert_true(typed_add(&typed, text, TYPED_UNITS - 1, '\n'));
    assert_false(typed_add(&typed, text, 0, '\n'));
    assert_int_equal(typed.count, TYPED_UNITS);
    assert_true(typed_is_sound(&typed));
}

static void track(struct prompt *prompt, const char *text)
{
    for (; *text != '\0'; text++) {
        prompt_track(prompt, *text, 20);
    }
}

static void test_the_cursors_column(void **state)
{
    struct prompt prompt = {0};
    (void)state;
    track(&prompt, "line\n\x1b[1;32m\xc3\xa4> \x1b[0m");
    assert_int_equal(prompt.column, 3);
    track(&prompt, "\t");
    assert_int_equal(prompt.column, 8);
    track(&prompt, "\b\b01234567890123");
    assert_int_equal(prompt.column, 20);
    track(&prompt, "x");
    assert_int_equal(prompt.column, 1);
    track(&prompt, "\r");
    assert_int_equal(prompt.column, 0);
}

static void test_what_is_kept_of_an_unfinished_line(void **state)
{
    struct prompt prompt = {.line.owner = 7};
    (void)state;
    track(&prompt, "line\n> ");
    prompt_keep(&prompt);
    assert_int_equal(prompt.kept.length_bytes, 2);
    prompt.line.owner = PROMPT_LOG;
    track(&prompt, "half a line of the log");
    prompt_keep(&prompt); /* which nobody writes again */
    assert_int_equal(prompt.kept.owner, 7);
    prompt_restore(&prompt, 20);
    assert_int_equal(prompt.column, 2);
    assert_int_equal(prompt.line.owner, 7);
    assert_int_equal(prompt.kept.length_bytes, 0);
    prompt_keep(&prompt);
    prompt_forget(&prompt, 8);
    assert_int_equal(prompt.kept.length_bytes, 2);
    prompt_forget(&prompt, 7);
    assert_int_equal(prompt.kept.length_bytes, 0);
}

static void test_a_long_unfinished_line_is_not_kept(void **state)
{
    struct prompt prompt = {.line.owner = 7};
    (void)state;
    for (unsigned i = 0; i < 2 * PROMPT_BYTES; i++) {
        track(&prompt, "x");
    }
    assert_true(prompt_is_sound(&prompt));
    prompt_keep(&prompt);
    assert_int_equal(prompt.kept.length_bytes, 0);
    assert_int_equal(prompt.column, 0);
}

/* Of the tap: a reader gets every byte, or finds out that it was too slow. */
static void test_a_tap(void **state)
{
    static struct tay_tap tap;
    uint64_t next = 0;
    char byte;
    (void)state;
    assert_false(tay_tap_take(&tap, &next, &byte));
    for (unsigned i = 0; i < 3 * TAY_TAP_BYTES; i++) {
        tay_tap_put(&tap, (char)(i % 251));
        assert_true(tay_tap_take(&tap, &next, &byte));
        assert_int_equal(byte, (char)(i % 251));
    }
    assert_false(tay_tap_take(&tap, &next, &byte));
    for (unsigned i = 0; i < TAY_TAP_BYTES + 9; i++) {
        tay_tap_put(&tap, 'x');
    }
    uint64_t before = next;
    assert_true(tay_tap_take(&tap, &next, &byte));
    assert_int_equal(next, before + 11);
    next = UINT64_MAX; /* of another memory */
    assert_true(tay_tap_take(&tap, &next, &byte));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_by_line_and_not, set_up),
        cmocka_unit_test_setup(test_the_end_of_input_keeps_its_place, set_up),
        cmocka_unit_test_setup(test_a_line_that_was_handed_over, set_up),
        cmocka_unit_test_setup(test_what_does_not_fit_changes_nothing, set_up),
        cmocka_unit_test(test_the_cursors_column),
        cmocka_unit_test(test_what_is_kept_of_an_unfinished_line),
        cmocka_unit_test(test_a_long_unfinished_line_is_not_kept),
        cmocka_unit_test(test_a_tap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
