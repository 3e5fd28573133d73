/* SPDX-License-Identifier: MIT */
/*
 * The display's terminal and canvas: cells, and the pixels that are drawn for them.
 */
#include "unit.h"

#include "canvas.h"
#include "font.h"
#include <stdlib.h>
#include <string.h>

#define COLUMNS 10u
#define ROWS 4u
#define WIDTH (COLUMNS * FONT_COLUMNS)
#define HEIGHT (ROWS * FONT_ROWS)
#define PITCH (WIDTH + 6u) /* pixels */
#define UNTOUCHED 0xdeadbeefu

const struct font_glyph font_glyphs[] = {
    {0, {0xff, [15] = 0xff}}, {' ', {0}}, {'a', {0x81, 0x42}}, {'b', {0x18}}, {0x20ac, {0x3c}}};
const unsigned font_glyph_count = sizeof font_glyphs / sizeof font_glyphs[0];

static struct terminal terminal;
static struct canvas canvas;
static uint64_t memory[HEIGHT * PITCH / 2];

/* As a colour 0x00rrggbb, or what nobody has written as it is. */
static uint32_t pixel(uint32_t x, uint32_t y)
{
    uint32_t value = (uint32_t)(memory[(y * PITCH + x) / 2] >> (x % 2 * 32));
    return value >> 24 != 0 ? value : (value & 0xff) << 16 | (value & 0xff00) | value >> 16;
}

static int set_up(void **state)
{
    (void)state;
    terminal_open(&terminal, COLUMNS, ROWS);
    for (size_t i = 0; i < sizeof memory / sizeof memory[0]; i++) {
        memory[i] = (uint64_t)UNTOUCHED << 32 | UNTOUCHED;
    }
    canvas_open(&canvas, memory, WIDTH, HEIGHT, PITCH * 4);
    return 0;
}

static void write_text(const char *text)
{
    for (; *text != '\0'; text++) {
        terminal_take(&terminal, *text);
    }
}

static void expect_row(uint32_t row, const char *text)
{
    for (uint32_t column = 0; column < COLUMNS; column++) {
        assert_int_equal(terminal.cell[row * COLUMNS + column] & TERMINAL_CODE_POINT_MASK,
                         column < strlen(text) ? (unsigned char)text[column] : ' ');
    }
}

static void test_text_and_its_control_bytes(void **state)
{
    (void)state;
    write_text("one\r\ntwo\b\bT\tx\rt");
    expect_row(0, "one");
    expect_row(1, "tTo     x");
    write_text("\a\x0e"); /* read over */
    assert_int_equal(terminal.column, 1);
}

/* The cursor waits behind the last column: nothing goes into the next row too early. */
static void test_the_last_column(void **state)
{
    (void)state;
    write_text("0123456789");
    assert_int_equal(terminal.row, 0);
    write_text("\r\nabcdefghijk");
    expect_row(0, "0123456789");
    expect_row(1, "abcdefghij");
    expect_row(2, "k");
    write_text("\x1b[1;1H0123456789\x1b[DX\x1b[2;1H0123456789\x1b[K");
    expect_row(0, "01234567X9");
    expect_row(1, "012345678");
}

static void test_scrolling(void **state)
{
    (void)state;
    write_text("1\r\n2\r\n3\r\n4\r\n5\r\n\x1b[44m6\r\n7");
    expect_row(0, "4");
    expect_row(3, "7");
    assert_int_equal(terminal.cell[3 * COLUMNS + 5] >> TERMINAL_BACKGROUND_SHIFT, 4);
}

static void test_motions_stay_inside(void **state)
{
    (void)state;
    write_text("\x1b[99A\x1b[99D\x1b[99;99H");
    assert_int_equal(terminal.row, ROWS - 1);
    assert_int_equal(terminal.column, COLUMNS - 1);
    write_text("\x1b[99999999999999999999B\x1b[99999999999C\x1b[0;0H");
    assert_int_equal(terminal.row, 0);
    assert_int_equal(terminal.column, 0);
    write_text("\x1b[3E\x1b[4G");
    assert_int_equal(terminal.row, 3);
    assert_int_equal(terminal.column, 3);
    write_text("\x1b[2F\x1b[;7f\x1b[2d");
    assert_int_equal(terminal.row, 1);
    assert_int_equal(terminal.column, 6);
}

static void test_erasing(void **state)
{
    (void)state;
    write_text("aaaaaaaaaabbbbbbbbbbcccccccccc\x1b[2;4H\x1b[1K");
    expect_row(1, "    bbbbbb");
    write_text("\x1b[K");
    expect_row(1, "");
    write_text("\x1b[1J");
    expect_row(0, "");
    expect_row(2, "cccccccccc");
    write_text("\x1b[2J");
    expect_row(2, "");
    write_text("x\x1b[9J");
    expect_row(1, "   x");
}

static uint32_t colours(const char *text)
{
    write_text("\x1b[H");
    write_text(text);
    write_text("x");
    return terminal.cell[0] >> TERMINAL_FOREGROUND_SHIFT;
}

static void test_colours(void **state)
{
    (void)state;
    assert_int_equal(colours(""), 0x07);
    assert_int_equal(colours("\x1b[31;44m"), 0x41);
    assert_int_equal(colours("\x1b[1m"), 0x49);
    assert_int_equal(colours("\x1b[7m"), 0x94);
    assert_int_equal(colours("\x1b[22;27;39;49m"), 0x07);
    assert_int_equal(colours("\x1b[97;100m"), 0x8f);
    assert_int_equal(colours("\x1b[;m"), 0x07);
    assert_int_equal(colours("\x1b[1;2;3;4;5;6;7;8;9;10;31m"), 0xf0);
}

static void test_utf8(void **state)
{
    (void)state;
    write_text("\xe2\x82\xac\xc3\xa4\xff"
               "a\xe2\x82"
               "b\xf4\xbf\xbf\xbf");
    assert_int_equal(terminal.cell[0] & TERMINAL_CODE_POINT_MASK, 0x20ac);
    assert_int_equal(terminal.cell[1] & TERMINAL_CODE_POINT_MASK, 0xe4);
    assert_int_equal(terminal.cell[2] & TERMINAL_CODE_POINT_MASK, 0xfffd);
    assert_int_equal(terminal.cell[3] & TERMINAL_CODE_POINT_MASK, 'a');
    assert_int_equal(terminal.cell[4] & TERMINAL_CODE_POINT_MASK, 0xfffd);
    assert_int_equal(terminal.cell[5] & TERMINAL_CODE_POINT_MASK, 'b');
    assert_int_equal(terminal.cell[6] & TERMINAL_CODE_POINT_MASK, 0xfffd);
    assert_int_equal(terminal.column, 7);
}

static void test_other_sequences_are_read_over(void **state)
{
    (void)state;
    write_text("\x1b[?25l\x1b(B\x1b=\x1b[>0c\x1b[1;2;3;4;5;6;7;8;9;10;11r\x1b[4h\x1bMx");
    expect_row(0, "x");
    write_text("\x1b[12\r\n3Cy"); /* a control byte in it counts, and the sequence goes on */
    expect_row(1, "         y");
    write_text("\x1b\x1b[2;1Hz");
    expect_row(1, "z        y");
}

static void test_any_bytes(void **state)
{
    (void)state;
    srand(1);
    for (unsigned n = 0; n < 500000; n++) {
        unsigned kind = (unsigned)rand() % 3;
        terminal_take(&terminal, (char)(kind == 0   ? rand()
                                        : kind == 1 ? "\x1b[;0123456789?ABCDEFGHJKdfm"[rand() % 27]
                                                    : ' ' + rand() % 95));
        assert_true(terminal.row < ROWS && terminal.column <= COLUMNS);
    }
    canvas_show(&canvas, &terminal);
}

static void expect_cell(uint32_t row, uint32_t column, unsigned glyph, uint32_t front,
                        uint32_t back)
{
    for (uint32_t y = 0; y < FONT_ROWS; y++) {
        for (uint32_t x = 0; x < FONT_COLUMNS; x++) {
            bool is_front = (font_glyphs[glyph].row[y] >> (7 - x) & 1) != 0;
            assert_int_equal(pixel(column * FONT_COLUMNS + x, row * FONT_ROWS + y),
                             is_front ? front : back);
        }
    }
}

static void test_cells_are_drawn(void **state)
{
    (void)state;
    write_text("ab\x1b[31mb\x1b[m\xe2\x82\xac?");
    canvas_show(&canvas, &terminal);
    expect_cell(0, 0, 2, 0xaaaaaa, 0);
    expect_cell(0, 1, 3, 0xaaaaaa, 0);
    expect_cell(0, 2, 3, 0xaa0000, 0);
    expect_cell(0, 3, 4, 0xaaaaaa, 0);
    expect_cell(0, 4, 0, 0xaaaaaa, 0); /* the font does not have it */
    expect_cell(0, 5, 1, 0, 0xaaaaaa); /* the cursor */
    expect_cell(3, 9, 1, 0xaaaaaa, 0);
    for (uint32_t y = 0; y < HEIGHT; y++) {
        assert_int_equal(pixel(WIDTH, y), UNTOUCHED); /* what lies between two rows */
    }
}

/* What is shown already is not drawn again, nor read. */
static void test_only_differences_are_drawn(void **state)
{
    (void)state;
    write_text("ab");
    canvas_show(&canvas, &terminal);
    memset(memory, 0x55, sizeof memory);
    write_text("\ra\x1b[2;1H");
    canvas_show(&canvas, &terminal);
    assert_int_equal(pixel(0, 0), 0x55555555);
    expect_cell(0, 2, 1, 0xaaaaaa, 0); /* where the cursor was */
    expect_cell(1, 0, 1, 0, 0xaaaaaa);
    canvas_forget(&canvas);
    canvas_show(&canvas, &terminal);
    expect_cell(0, 0, 2, 0xaaaaaa, 0);
}

static void test_rectangles(void **state)
{
    (void)state;
    for (uint32_t x = 0; x < 5; x++) {
        for (uint32_t width = 1; width < 6; width++) {
            set_up(state);
            canvas_fill(&canvas, x, 3, width, 2, 0x123456);
            for (uint32_t at = 0; at < WIDTH; at++) {
                bool is_inside = at >= x && at < x + width;
                assert_int_equal(pixel(at, 2), UNTOUCHED);
                assert_int_equal(pixel(at, 3), is_inside ? 0x123456 : UNTOUCHED);
                assert_int_equal(pixel(at, 4), is_inside ? 0x123456 : UNTOUCHED);
                assert_int_equal(pixel(at, 5), UNTOUCHED);
            }
        }
    }
    const uint32_t pixels[3] = {0xff000001, 2, 3};
    canvas_put(&canvas, 7, 9, pixels, 3);
    assert_int_equal(pixel(6, 9), UNTOUCHED);
    assert_int_equal(pixel(7, 9), 1);
    assert_int_equal(pixel(9, 9), 3);
    assert_int_equal(pixel(10, 9), UNTOUCHED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_text_and_its_control_bytes, set_up),
        cmocka_unit_test_setup(test_the_last_column, set_up),
        cmocka_unit_test_setup(test_scrolling, set_up),
        cmocka_unit_test_setup(test_motions_stay_inside, set_up),
        cmocka_unit_test_setup(test_erasing, set_up),
        cmocka_unit_test_setup(test_colours, set_up),
        cmocka_unit_test_setup(test_utf8, set_up),
        cmocka_unit_test_setup(test_other_sequences_are_read_over, set_up),
        cmocka_unit_test_setup(test_any_bytes, set_up),
        cmocka_unit_test_setup(test_cells_are_drawn, set_up),
        cmocka_unit_test_setup(test_only_differences_are_drawn, set_up),
        cmocka_unit_test_setup(test_rectangles, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
