/* SPDX-License-Identifier: MIT */
/*
 * The line editor and its keys: what is typed, and the line that comes of it.
 */
#include "unit.h"

#include "editor.h"
#include <stdlib.h>
#include <string.h>

static struct editor editor;

static int set_up(void **state)
{
    (void)state;
    memset(&editor, 0, sizeof editor);
    return 0;
}

static enum editor_result type(const char *text)
{
    enum editor_result result = EDITOR_EDITED;
    for (; *text != '\0'; text++) {
        result = editor_take(&editor, *text);
    }
    return result;
}

static void expect(const char *before, const char *behind)
{
    size_t cursor = strlen(before);
    assert_int_equal(editor.line.length_bytes, cursor + strlen(behind));
    assert_int_equal(editor.line.cursor, cursor);
    assert_memory_equal(editor.line.text, before, cursor);
    assert_memory_equal(editor.line.text + cursor, behind, strlen(behind));
}

static void enter(const char *text)
{
    assert_int_equal(type(text), EDITOR_EDITED);
    assert_int_equal(type("\r"), EDITOR_LINE);
    editor_finish(&editor, true);
}

static void test_text_is_inserted_at_the_cursor(void **state)
{
    (void)state;
    type("helo\x1b[D");
    expect("hel", "o");
    type("l");
    expect("hell", "o");
    type("\x1b[C\x1b[C!");
    expect("hello!", "");
}

static void test_every_form_of_home_end_and_delete(void **state)
{
    static const char *const homes[] = {"\x01", "\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~"};
    static const char *const ends[] = {"\x05", "\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~"};
    (void)state;
    type("abc");
    for (unsigned i = 0; i < sizeof homes / sizeof homes[0]; i++) {
        type(homes[i]);
        expect("", "abc");
        type(ends[i]);
        expect("abc", "");
    }
    type("\x01\x1b[3~");
    expect("", "bc");
    type("\x05\x1b[3~");
    expect("bc", "");
    type("\b\x7f\x7f");
    expect("", "");
}

static void test_words_and_ends_are_cut(void **state)
{
    (void)state;
    type("one two  three ");
    type("\x17");
    expect("one two  ", "");
    type("\x17");
    expect("one ", "");
    type("\x15");
    expect("", "");
    type("one two\x1b[D\x1b[D\x1b[D\x0b");
    expect("one ", "");
    type("two\x02\x02\x15");
    expect("", "wo");
    type("\x17");
    expect("", "wo");
}

static void test_other_sequences_leave_nothing(void **state)
{
    static const char *const sequences[] = {
        "\x1b[5~",    "\x1b[15;2~", "\x1b[1;5P", "\x1b[[A", "\x1bOP",
        "\x1b[?1;2c", "\x1b[999~",  "\x1bx",     "\x1b[M",  "\x1b[1;2;3;4;5;6;7;8;9;10;11;12;13Z",
        "\x1b[300~"};
    (void)state;
    type("ab");
    for (unsigned i = 0; i < sizeof sequences / sizeof sequences[0]; i++) {
        type(sequences[i]);
        expect("ab", "");
    }
    type("c");
    expect("abc", "");
}

/* With a modifier the key is the same. */
static void test_modified_keys(void **state)
{
    (void)state;
    type("ab\x1b[1;5D");
    expect("a", "b");
}

static void test_a_control_byte_ends_a_sequence(void **state)
{
    (void)state;
    assert_int_equal(type("ab\x1b[12\r"), EDITOR_LINE);
    editor_finish(&editor, true);
    type("a\x1b\x1b[D");
    expect("", "a");
    assert_int_equal(type("\x1b\x03"), EDITOR_INTERRUPT);
    assert_int_equal(type("\x1b[\x04"), EDITOR_END);
    assert_int_equal(type("\x0c"), EDITOR_CLEAR);
}

static void test_a_line_has_an_end(void **state)
{
    (void)state;
    for (unsigned i = 0; i < LINE_BYTES; i++) {
        assert_int_equal(type("x"), EDITOR_EDITED);
    }
    assert_int_equal(type("x"), EDITOR_REFUSED);
    assert_int_equal(type("\xc3\xa4"), EDITOR_REFUSED);
    assert_int_equal(editor.line.length_bytes, LINE_BYTES);
    assert_int_equal(type("\b\b"), EDITOR_EDITED);
    assert_int_equal(type("\xc3\xa4"), EDITOR_EDITED);
    assert_int_equal(editor.line.length_bytes, LINE_BYTES);
}

static void test_code_points_stay_whole(void **state)
{
    (void)state;
    type("a\xc3\xa4\xe2\x82\xac");
    expect("a\xc3\xa4\xe2\x82\xac", "");
    type("\x1b[D");
    expect("a\xc3\xa4", "\xe2\x82\xac");
    type("\b");
    expect("a", "\xe2\x82\xac");
    type("\x1b[3~");
    expect("a", "");
    assert_int_equal(type("\xf0\x9f\x8d"), EDITOR_EDITED); /* not complete yet */
    expect("a", "");
    type("\x93");
    expect("a\xf0\x9f\x8d\x93", "");
}

static void test_what_is_no_text_is_refused(void **state)
{
    (void)state;
    assert_int_equal(type("\x80"), EDITOR_REFUSED);
    assert_int_equal(type("\xff"), EDITOR_REFUSED);
    assert_int_equal(type("\xc0"), EDITOR_REFUSED);
    type("\xe2\x82"); /* cut off */
    type("x\x82");
    expect("x", "");
    type("\xe2\xc3\xa4");
    expect("x\xc3\xa4", "");
    assert_int_equal(type("\x1d"), EDITOR_EDITED);
    expect("x\xc3\xa4", "");
}

static void test_history(void **state)
{
    (void)state;
    assert_int_equal(type("\x1b[A"), EDITOR_REFUSED);
    enter("first");
    enter("second");
    enter("second"); /* once is enough */
    enter("");
    type("fre\x1b[A");
    expect("second", "");
    type("\x1b[A");
    expect("first", "");
    assert_int_equal(type("\x1b[A"), EDITOR_REFUSED);
    expect("first", "");
    type("\x1b[B\x1b[B");
    expect("fre", "");
    assert_int_equal(type("\x1b[B"), EDITOR_REFUSED);
    type("\x10\x10\x0e");
    expect("second", "");
    enter("s"); /* an earlier line, changed, is a new one, and the earlier one is as it was */
    type("\x1b[A");
    expect("seconds", "");
    type("\x1b[A");
    expect("second", "");
}

static void test_history_is_bounded(void **state)
{
    char text[8];
    (void)state;
    for (unsigned i = 0; i < HISTORY_LINES + 5; i++) {
        text[0] = (char)('a' + i);
        text[1] = '\0';
        enter(text);
    }
    for (unsigned i = 0; i < HISTORY_LINES; i++) {
        assert_int_equal(type("\x1b[A"), EDITOR_EDITED);
    }
    expect("f", "");
    assert_int_equal(type("\x1b[A"), EDITOR_REFUSED);
    editor_finish(&editor, false);
    type("secret\r");
    editor_finish(&editor, false);
    type("\x1b[A");
    expect("u", "");
}

/* Any bytes at all: whatever comes, the editor stays sound, and its line is whole code points. */
static void test_any_bytes(void **state)
{
    (void)state;
    srand(1);
    for (unsigned n = 0; n < 300000; n++) {
        unsigned kind = (unsigned)rand() % 4;
        char byte = (char)(kind == 0   ? rand()
                           : kind == 1 ? "\x1b[O~13;5ABCDHF"[rand() % 15]
                           : kind == 2 ? rand() % 32
                                       : 'a' + rand() % 26);
        if (editor_take(&editor, byte) == EDITOR_LINE && rand() % 8 == 0) {
            editor_finish(&editor, true);
        }
        assert_true(editor_is_sound(&editor));
        uint32_t at = editor.line.cursor;
        assert_int_equal(at == 0 ? 0 : line_behind(&editor.line, line_before(&editor.line, at)),
                         at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_text_is_inserted_at_the_cursor, set_up),
        cmocka_unit_test_setup(test_every_form_of_home_end_and_delete, set_up),
        cmocka_unit_test_setup(test_words_and_ends_are_cut, set_up),
        cmocka_unit_test_setup(test_other_sequences_leave_nothing, set_up),
        cmocka_unit_test_setup(test_modified_keys, set_up),
        cmocka_unit_test_setup(test_a_control_byte_ends_a_sequence, set_up),
        cmocka_unit_test_setup(test_a_line_has_an_end, set_up),
        cmocka_unit_test_setup(test_code_points_stay_whole, set_up),
        cmocka_unit_test_setup(test_what_is_no_text_is_refused, set_up),
        cmocka_unit_test_setup(test_history, set_up),
        cmocka_unit_test_setup(test_history_is_bounded, set_up),
        cmocka_unit_test_setup(test_any_bytes, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
