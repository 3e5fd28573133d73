/* SPDX-License-Identifier: MIT */
/*
 * What typing shows: after any keys, painted whenever there was time, a terminal shows prompt and
 * line with the cursor where it belongs, and above it the lines that were finished.
 */
#include "unit.h"

#include "echo.h"
#include "editor.h"
#include "painter.h"
#include "screen.h"
#include <stdlib.h>
#include <string.h>

static struct editor editor;
static struct prompt prompt;
static struct screen screen;
static unsigned columns; /* that the screen is said to have */

static void take(void)
{
    char out[ECHO_BYTES];
    uint32_t count = echo_take(&prompt, &editor.line, columns, out);
    assert_in_range(count, 0, sizeof out);
    screen_take(&screen, out, count);
}

static void settle(void)
{
    while (echo_is_due(&prompt, &editor.line)) {
        take();
    }
}

/* Text of a writer, where nothing of the line is shown. */
static void write_prompt(const char *text)
{
    for (; *text != '\0'; text++) {
        prompt_track(&prompt, *text, columns);
        screen_take(&screen, text, 1);
    }
}

/* A screen that is said to have so many columns, and has more. */
static void begin(unsigned said, unsigned more, const char *text)
{
    char out[PAINTER_BYTES];
    columns = said;
    echo_leave(out);
    memset(&editor, 0, sizeof editor);
    memset(&prompt, 0, sizeof prompt);
    prompt.line.owner = 1;
    screen_open(&screen, columns + more);
    write_prompt(text);
}

static void type(const char *text)
{
    for (; *text != '\0'; text++) {
        editor_take(&editor, *text);
    }
}

/* The cells from the prompt's row on, and the cursor. */
static void expect(unsigned row, const char *before)
{
    char text[2 * LINE_BYTES];
    size_t start = strlen(before), length = start;
    memcpy(text, before, start);
    for (uint32_t i = 0; i < editor.line.length_bytes; i++) {
        text[length++] = editor.line.text[i] == '\t' ? ' ' : editor.line.text[i];
    }
    for (unsigned y = row; y < SCREEN_ROWS; y++) {
        for (unsigned x = 0; x < screen.columns; x++) {
            size_t i = (size_t)(y - row) * columns + x;
            assert_int_equal(screen.cell[y][x],
                             x < columns && i < length ? (unsigned char)text[i] : ' ');
        }
    }
    size_t cursor = start + editor.line.cursor;
    assert_int_equal(screen.row * columns + screen.column, row * columns + cursor);
}

static void test_a_line_with_a_prompt(void **state)
{
    (void)state;
    begin(20, 0, "> ");
    type("hello");
    settle();
    expect(0, "> ");
    type("\x01Oh, \x05!\x1b[D\x7f");
    settle();
    expect(0, "> ");
}

static void test_a_line_over_several_rows(void **state)
{
    (void)state;
    for (unsigned more = 0; more < 20; more += 7) {
        begin(10, more, "ab> ");
        type("0123456789012345678901234567890123456789");
        settle();
        expect(0, "ab> ");
        type("\x01x");
        settle();
        expect(0, "ab> ");
        type("\x0b");
        settle();
        expect(0, "ab> ");
    }
}

static void test_any_keys(void **state)
{
    static const char *const keys[] = {"\x1b[D", "\x1b[C",  "\x1b[A", "\x1b[B", "\x01", "\x05",
                                       "\x7f",   "\x1b[3~", "\x17",   "\x0b",   "\x15", "\t"};
    static const char *const prompts[] = {"", "> ", "$ cat | ", "0123456789abcdefghijklmn> "};
    (void)state;
    srand(1);
    for (unsigned run = 0; run < 400; run++) {
        const char *before = prompts[rand() % 4];
        unsigned said = 5 + (unsigned)rand() % 40;
        /* A prompt that fills rows does so by the screen's own columns. */
        begin(said, strlen(before) < said ? (unsigned)rand() % 3 * 9 : 0, before);
        unsigned rows = 0;
        for (unsigned n = 0; n < 200; n++) {
            const char letter[] = {(char)('a' + rand() % 26), '\0'};
            unsigned kind = (unsigned)rand() % 100;
            type(kind < 60 ? letter : keys[rand() % 12]);
            if (kind >= 98 && rows < 8 && editor.line.length_bytes < 30) {
                assert_true(echo_line(&editor.line, ECHO_NEWLINE));
                rows += (unsigned)(strlen(before) + editor.line.length_bytes) / columns + 1;
                editor_finish(&editor, true);
                settle();
                rows = screen.row;
                write_prompt(before);
            } else if (editor.line.length_bytes > 160) {
                type("\x15");
            }
            if (rand() % 3 == 0) {
                settle();
                expect(rows, before);
            }
        }
    }
}

/* A terminal shows as many columns as there are code points. */
static void test_code_points_have_one_column(void **state)
{
    (void)state;
    begin(20, 0, "> ");
    type("a\xc3\xa4"
         "b\xc3\xb6");
    settle();
    assert_int_equal(screen.cell[0][3], 0xe4);
    type("\x1b[D\x1b[D\x7f");
    settle();
    assert_int_equal(screen.cell[0][3], 'b');
    assert_int_equal(screen.cell[0][4], 0xf6);
    assert_int_equal(screen.cell[0][5], ' ');
    assert_int_equal(screen.column, 3);
    type("\xc3\xb6"); /* shares its first byte with the next one */
    settle();
    type("\x1b[3~\xc3\xa4");
    settle();
    assert_int_equal(screen.cell[0][3], 0xf6);
    assert_int_equal(screen.cell[0][4], 0xe4);
}

/* Several lines may have been finished before there was time to show one. */
static void test_finished_lines_are_shown_in_order(void **state)
{
    (void)state;
    begin(20, 0, "> ");
    type("one");
    take();
    type(" more");
    assert_true(echo_line(&editor.line, ECHO_NEWLINE));
    editor_finish(&editor, true);
    type("two");
    assert_true(echo_line(&editor.line, ECHO_INTERRUPTED));
    editor_finish(&editor, true);
    type("thr");
    settle();
    assert_int_equal(screen.cell[0][9], 'e');
    assert_int_equal(screen.cell[1][3], '^');
    expect(2, "");
}

/* A writer comes in between: the prompt and the line stand below what it wrote. */
static void test_prompt_and_line_come_again(void **state)
{
    char out[PAINTER_BYTES];
    (void)state;
    begin(10, 0, "> ");
    type("0123456789abcdef\x01");
    settle();
    assert_true(echo_is_shown());
    screen_take(&screen, out, echo_leave(out));
    assert_false(echo_is_shown());
    prompt_keep(&prompt);
    screen_take(&screen, "\r\nlog\r\n", 7);
    settle();
    expect(3, "> ");
    assert_int_equal(screen.cell[2][0], 'l');
    assert_int_equal(screen.cell[1][7], 'f');
}

static void test_too_many_finished_lines(void **state)
{
    (void)state;
    begin(80, 0, "");
    type("0123456789");
    unsigned lines = 0;
    while (echo_line(&editor.line, ECHO_NEWLINE)) {
        lines++;
    }
    assert_in_range(lines, 50, 200);
    for (unsigned i = 0; i < lines; i++) {
        screen.row = 0;
        take();
    }
    editor_finish(&editor, false);
    settle();
    assert_true(echo_line(&editor.line, ECHO_NEWLINE));
    settle();
}

/* The row is full before the line begins. */
static void test_a_prompt_that_fills_its_row(void **state)
{
    (void)state;
    for (unsigned more = 0; more < 5; more += 4) {
        begin(10, more, "012345678>");
        type("hello");
        settle();
        expect(1, "");
        type("\x01x");
        settle();
        expect(1, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_with_a_prompt),
        cmocka_unit_test(test_a_line_over_several_rows),
        cmocka_unit_test(test_a_prompt_that_fills_its_row),
        cmocka_unit_test(test_any_keys),
        cmocka_unit_test(test_code_points_have_one_column),
        cmocka_unit_test(test_finished_lines_are_shown_in_order),
        cmocka_unit_test(test_prompt_and_line_come_again),
        cmocka_unit_test(test_too_many_finished_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
