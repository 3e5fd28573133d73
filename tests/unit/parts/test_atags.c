/* SPDX-License-Identifier: MIT */
/*
 * The reader of ATAGs: lists that are good, and lists that are not. Each lies in memory of just its
 * room, so that a read beyond it is found.
 */
#include "unit.h"

#include <atags.h>
#include <stdlib.h>
#include <string.h>

#define CORE 0x54410001u
#define MEMORY 0x54410002u
#define COMMAND_LINE 0x54410009u
#define UNTOUCHED "untouched"

static uint32_t list[64];
static size_t words;
static char text[32];

static int set_up(void **state)
{
    (void)state;
    words = 0;
    memset(list, 0, sizeof list);
    strcpy(text, UNTOUCHED);
    return 0;
}

static void add(uint32_t tag, uint32_t data_words)
{
    list[words] = 2 + data_words;
    list[words + 1] = tag;
    words += 2 + data_words;
}

static void add_line(const char *line, uint32_t data_words)
{
    strncpy((char *)&list[words + 2], line, 4 * (size_t)data_words);
    add(COMMAND_LINE, data_words);
}

static void add_end(void)
{
    list[words++] = 0;
    list[words++] = 0;
}

static bool read_list(size_t room_bytes, size_t text_bytes)
{
    void *copy = malloc(room_bytes == 0 ? 1 : room_bytes);
    bool found;

    assert_non_null(copy);
    memcpy(copy, list, room_bytes);
    found = atags_command_line(copy, room_bytes, text, text_bytes);
    free(copy);
    return found;
}

static void expect_text(const char *expected)
{
    assert_true(read_list(4 * words, sizeof text));
    assert_string_equal(text, expected);
}

static void the_line_is_found_among_others(void **state)
{
    (void)state;
    add(CORE, 3);
    add(MEMORY, 2);
    add_line("one two=3", 3);
    add(0x54420005, 2);
    add_end();
    expect_text("one two=3");
}

static void a_core_tag_may_be_empty(void **state)
{
    (void)state;
    add(CORE, 0);
    add_line("one", 1);
    add_end();
    expect_text("one");
}

static void without_a_line_it_is_empty(void **state)
{
    (void)state;
    add(CORE, 3);
    add(MEMORY, 2);
    add_end();
    expect_text("");
}

static void what_is_behind_the_end_does_not_count(void **state)
{
    (void)state;
    add(CORE, 3);
    add_end();
    add_line("one", 1);
    expect_text("");
}

static void an_empty_line_is_empty(void **state)
{
    (void)state;
    add(CORE, 3);
    add_line("", 0);
    add_end();
    expect_text("");
}

static void a_line_without_nul_ends_with_its_tag(void **state)
{
    (void)state;
    add(CORE, 3);
    add_line("12345678", 2);
    add(0x41414141, 1);
    add_end();
    expect_text("12345678");
}

static void a_long_line_is_cut(void **state)
{
    (void)state;
    add(CORE, 3);
    add_line("12345678", 3);
    add_end();
    assert_true(read_list(4 * words, 5));
    assert_string_equal(text, "1234");
    assert_true(read_list(4 * words, 1));
    assert_string_equal(text, "");
}

static void a_list_begins_with_core(void **state)
{
    (void)state;
    add(MEMORY, 2);
    add(CORE, 3);
    add_line("one", 1);
    add_end();
    assert_false(read_list(4 * words, sizeof text));
    assert_string_equal(text, UNTOUCHED);
}

static void memory_of_one_value_is_no_list(void **state)
{
    static const unsigned char values[] = {0x00, 0x01, 0x54, 0xff};

    (void)state;
    for (size_t n = 0; n < sizeof values; n++) {
        memset(list, values[n], sizeof list);
        assert_false(read_list(sizeof list, sizeof text));
        assert_string_equal(text, UNTOUCHED);
    }
}

/* A tag that is shorter than its head, or longer than all that is left, ends the list. */
static void a_tag_of_a_bad_length_ends_the_list(void **state)
{
    static const uint32_t lengths[] = {0, 1, 60, 0x40000000, 0x80000001, UINT32_MAX};

    (void)state;
    for (size_t n = 0; n < sizeof lengths / sizeof *lengths; n++) {
        words = 0;
        add(CORE, 3);
        list[words] = lengths[n];
        list[words + 1] = MEMORY;
        words += 4;
        add_line("one", 1);
        add_end();
        expect_text("");
        /* The line's own tag. */
        words = 0;
        add(CORE, 3);
        add_line("one", 1);
        list[5] = lengths[n];
        add_end();
        expect_text("");
    }
}

static void any_room_is_survived(void **state)
{
    (void)state;
    add(CORE, 3);
    add_line("12345678", 3);
    add_end();
    for (size_t room = 0; room < 4 * words; room++) {
        /* Complete when the tag of the line is: 5 words and 5. */
        const char *expected = room < 8 ? UNTOUCHED : room < 40 ? "" : "12345678";

        strcpy(text, UNTOUCHED);
        assert_int_equal(read_list(room, sizeof text), room >= 8);
        assert_string_equal(text, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_line_is_found_among_others, set_up),
        cmocka_unit_test_setup(a_core_tag_may_be_empty, set_up),
        cmocka_unit_test_setup(without_a_line_it_is_empty, set_up),
        cmocka_unit_test_setup(what_is_behind_the_end_does_not_count, set_up),
        cmocka_unit_test_setup(an_empty_line_is_empty, set_up),
        cmocka_unit_test_setup(a_line_without_nul_ends_with_its_tag, set_up),
        cmocka_unit_test_setup(a_long_line_is_cut, set_up),
        cmocka_unit_test_setup(a_list_begins_with_core, set_up),
        cmocka_unit_test_setup(memory_of_one_value_is_no_list, set_up),
        cmocka_unit_test_setup(a_tag_of_a_bad_length_ends_the_list, set_up),
        cmocka_unit_test_setup(any_room_is_survived, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
