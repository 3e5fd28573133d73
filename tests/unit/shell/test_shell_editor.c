/* SPDX-License-Identifier: MIT */
/*
 * The line editor and the painter: what keys make of a line, and that a terminal shows prompt and
 * line, with the cursor where it belongs, after any keys.
 */
#include "unit.h"

#include "editor.h"
#include "history.h"
#include "painter.h"
#include "screen.h"
#include "shell.h"
#include <stdlib.h>
#include <string.h>

struct shell shell = {.name = "test"};

#define WORD_LEFT                                                                                  \
    "\x1b"                                                                                         \
    "b"

static struct editor editor;
static struct painter painter;
static struct screen screen;

static enum editor_result type(const char *keys)
{
    enum editor_result result = EDITOR_EDITED;
    for (; *keys != '\0'; keys++) {
        result = editor_take(&editor, *keys);
    }
    return result;
}

/* The line, with a | for the cursor, after keys from the beginning on. */
static void expect(const char *keys, const char *wanted)
{
    char shown[LINE_BYTES + 1];
    editor_begin(&editor);
    type(keys);
    const struct line *line = &editor.line;
    memcpy(shown, line->text, line->cursor);
    shown[line->cursor] = '|';
    strcpy(shown + line->cursor + 1, line->text + line->cursor);
    assert_string_equal(shown, wanted);
}

static void test_keys(void **state)
{
    (void)state;
    expect("abc", "abc|");
    expect("abc\x1b[D\x1b[DX", "aX|bc");
    expect("abc\x01X\x05Y", "XabcY|");
    expect("abc\x1b[H\x1b[3~\x1b[F!", "bc!|");
    expect("abc\x1bOD\x7f", "a|c");
    expect("one two/three\x17\x17", "one |");
    expect("one two\x1b"
           "b\x1b"
           "d",
           "one |");
    expect("one two\x1b[1;5D\x1b[1;5D\x1b[1;5C", "one| two");
    expect("abc def\x1b[D\x0b", "abc de|");
    expect("abc\x15x\x19", "xabc|");
    expect("abc\x01\x04", "|bc");
    expect("\xc3\xa4\xc3\xb6\x7f", "\xc3\xa4|");
    expect("a\xffz", "az|");
    expect("a\xc3z", "az|");
    expect("a\xc3\x1b[D", "|a");
    expect("\x1b[99;99;99~\x1b[Zx", "x|");
}

static void test_results(void **state)
{
    (void)state;
    editor_begin(&editor);
    assert_int_equal(type("\x04"), EDITOR_END);
    assert_int_equal(type("\x7f"), EDITOR_REFUSED);
    assert_int_equal(type("a\x04"), EDITOR_REFUSED);
    assert_int_equal(type("\x03"), EDITOR_INTERRUPT);
    assert_int_equal(type("\t"), EDITOR_COMPLETE);
    assert_int_equal(type("\x0c"), EDITOR_CLEAR);
    assert_int_equal(type("\r"), EDITOR_LINE);
}

static void test_long_line(void **state)
{
    (void)state;
    editor_begin(&editor);
    for (size_t i = 0; i + 1 < LINE_BYTES; i++) {
        assert_int_equal(type("x"), EDITOR_EDITED);
    }
    assert_int_equal(type("y"), EDITOR_REFUSED);
    assert_int_equal(editor.line.length, LINE_BYTES - 1);
}

static void test_history(void **state)
{
    (void)state;
    history_add("first");
    history_add("second");
    history_add("second");
    history_add("  ");
    expect("new\x1b[A", "second|");
    expect("new\x1b[A\x1b[A", "first|");
    expect("new\x1b[A\x1b[A\x1b[A", "first|");
    expect("new\x1b[A\x1b[A\x1b[B\x1b[B", "new|");
    expect("\x12"
           "ir",
           "first|");
    expect("\x12"
           "ir\x05!",
           "first!|");
    expect("\x12s\x12", "first|");
    expect("\x12"
           "none",
           "second|"); /* an n is in it, but no no */
    expect("\x12"
           "f\x7f"
           "s",
           "first|");
    editor_begin(&editor);
    assert_int_equal(type("\x12"
                          "fir\r"),
                     EDITOR_LINE);
    assert_string_equal(editor.line.text, "first");
    for (int i = 0; i < 3 * (int)HISTORY_LINES; i++) {
        history_add(i % 2 == 0 ? "even" : "odd");
    }
    assert_string_equal(history_get(HISTORY_LINES), "even");
    assert_null(history_get(HISTORY_LINES + 1));
    history_forget();
    assert_null(history_get(1));
}

/* The screen --------------------------------------------------------------------------------------
 */

static void paint(const char *prompt)
{
    struct text out = {.arena = &scratch};
    painter_paint(&painter, prompt, &editor.line, screen.columns, &out);
    if (out.length > 0) {
        screen_take(&screen, out.bytes, (uint32_t)out.length);
    }
    arena_free(&scratch);
}

/* Nothing but prompt and line is to be seen from a row on. */
static void expect_shown(unsigned first_row, const char *prompt)
{
    char wanted[2 * LINE_BYTES];
    size_t before = strlen(prompt), length = before + editor.line.length;
    memcpy(wanted, prompt, before);
    memcpy(wanted + before, editor.line.text, editor.line.length);
    for (unsigned row = first_row; row < SCREEN_ROWS; row++) {
        for (unsigned column = 0; column < screen.columns; column++) {
            size_t i = (size_t)(row - first_row) * screen.columns + column;
            assert_int_equal(screen.cell[row][column], i < length ? (unsigned char)wanted[i] : ' ');
        }
    }
    assert_int_equal((screen.row - first_row) * screen.columns + screen.column,
                     before + editor.line.cursor);
}

static void test_any_keys_show(void **state)
{
    static const char *const keys[] = {"\x1b[D", "\x1b[C", "\x1b[A",  "\x1b[B", "\x01",
                                       "\x05",   "\x7f",   "\x1b[3~", "\x17",   "\x0b",
                                       "\x15",   "\x19",   "word ",   WORD_LEFT};
    static const char *const prompts[] = {"", "> ", "/tmp> ", "0123456789abcdefghijklmnopqrs> "};
    (void)state;
    srand(1);
    history_add("an earlier line that is longer than a row of the terminal");
    for (unsigned run = 0; run < 300; run++) {
        const char *prompt = prompts[rand() % 4];
        screen_open(&screen, 2 + (unsigned)rand() % 40);
        painter = (struct painter){0};
        editor_begin(&editor);
        paint(prompt);
        for (unsigned i = 0; i < 60; i++) {
            char letter[] = {(char)('a' + rand() % 26), '\0'};
            if (editor.line.length < screen.columns * (SCREEN_ROWS - 20)) {
                type(rand() % 2 == 0 ? keys[(unsigned)rand() % (sizeof keys / sizeof keys[0])]
                                     : letter);
            } else {
                type("\x15");
            }
            if (rand() % 3 != 0) {
                paint(prompt);
                expect_shown(0, prompt);
            }
        }
    }
    history_forget();
}

static void test_goes_below(void **state)
{
    struct text out = {.arena = &scratch};
    (void)state;
    screen_open(&screen, 10);
    painter = (struct painter){0};
    editor_begin(&editor);
    type("0123456789012\x01");
    paint("> ");
    painter_leave(&painter, screen.columns, &out);
    screen_take(&screen, out.bytes, (uint32_t)out.length);
    arena_free(&scratch);
    assert_int_equal(screen.row, 2);
    assert_int_equal(screen.column, 0);
    editor_begin(&editor);
    type("next");
    paint("$ ");
    expect_shown(2, "$ ");
}

/* What others write while nobody types stays, and the line is whole again below it. */
static void test_others_write(void **state)
{
    static const char others[] = "from a job\r\n";
    (void)state;
    screen_open(&screen, 40);
    painter = (struct painter){0};
    editor_begin(&editor);
    type("some text\x1b[D");
    paint("> ");
    screen_take(&screen, others, sizeof others - 1);
    painter_doubt(&painter);
    type("X");
    paint("> ");
    expect_shown(1, "> ");
    type("Y");
    paint("> ");
    expect_shown(1, "> ");
}

/* A letter at the end costs a byte, and one more where a row ends. */
static void test_costs_little(void **state)
{
    struct text out = {.arena = &scratch};
    (void)state;
    screen_open(&screen, 80);
    painter = (struct painter){0};
    editor_begin(&editor);
    type("abc");
    paint("> ");
    type("d");
    painter_paint(&painter, "> ", &editor.line, screen.columns, &out);
    assert_int_equal(out.length, 1);
    arena_free(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),          cmocka_unit_test(test_results),
        cmocka_unit_test(test_long_line),     cmocka_unit_test(test_history),
        cmocka_unit_test(test_any_keys_show), cmocka_unit_test(test_goes_below),
        cmocka_unit_test(test_costs_little),  cmocka_unit_test(test_others_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
