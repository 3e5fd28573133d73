/* SPDX-License-Identifier: MIT */
#include "screen.h"

#include "unit.h"
#include <stdlib.h>
#include <string.h>

void screen_open(struct screen *screen, unsigned columns)
{
    memset(screen, 0, sizeof *screen);
    screen->columns = columns;
    for (unsigned row = 0; row < SCREEN_ROWS; row++) {
        for (unsigned column = 0; column < columns; column++) {
            screen->cell[row][column] = ' ';
        }
    }
}

static void show(struct screen *screen, char32_t character)
{
    if (screen->column == screen->columns) {
        screen->row++;
        screen->column = 0;
    }
    assert_in_range(screen->row, 0, SCREEN_ROWS - 1);
    screen->cell[screen->row][screen->column++] = character;
}

static void erase_below(struct screen *screen)
{
    assert_true(screen->column < screen->columns);
    for (unsigned row = screen->row; row < SCREEN_ROWS; row++) {
        unsigned column = row == screen->row ? screen->column : 0;
        for (; column < screen->columns; column++) {
            screen->cell[row][column] = ' ';
        }
    }
}

/* What a terminal does that is asked to move while its cursor waits, terminals differ in. */
static void move(struct screen *screen, char final, unsigned count)
{
    assert_true(screen->column < screen->columns);
    switch (final) {
    case 'A':
        assert_true(count <= screen->row);
        screen->row -= count;
        break;
    case 'B':
        screen->row += count;
        break;
    case 'C':
        screen->column += count;
        break;
    case 'D':
        assert_true(count <= screen->column);
        screen->column -= count;
        break;
    default:
        fail_msg("no such motion: %c", final);
    }
    assert_true(screen->column < screen->columns);
    assert_in_range(screen->row, 0, SCREEN_ROWS - 1);
}

static const char *take_sequence(struct screen *screen, const char *at)
{
    char *end;
    assert_int_equal(*at, '[');
    unsigned long count = strtoul(at + 1, &end, 10);
    if (*end == 'J') {
        assert_int_equal(count, 0);
        erase_below(screen);
    } else {
        move(screen, *end, (unsigned)count);
    }
    return end + 1;
}

static const char *take_character(struct screen *screen, const char *at)
{
    unsigned char first = (unsigned char)*at++;
    char32_t character = first < 0x80   ? first
                         : first < 0xe0 ? first & 0x1fu
                         : first < 0xf0 ? first & 0xfu
                                        : first & 7u;
    while (((unsigned char)*at & 0xc0) == 0x80) {
        character = character << 6 | ((unsigned char)*at++ & 0x3fu);
    }
    show(screen, character);
    return at;
}

static const char *take_control(struct screen *screen, const char *at)
{
    switch (*at) {
    case '\a':
        break;
    case '\b':
        move(screen, 'D', 1);
        break;
    case '\r':
        screen->column = 0;
        break;
    case '\n':
        move(screen, 'B', 1);
        break;
    case '\x1b':
        return take_sequence(screen, at + 1);
    default:
        fail_msg("no such control byte: %d", *at);
    }
    return at + 1;
}

void screen_take(struct screen *screen, const char *text, uint32_t length_bytes)
{
    char *copy = calloc(1, length_bytes + 1);
    memcpy(copy, text, length_bytes);
    const char *at = copy;
    while (at < copy + length_bytes) {
        at = (unsigned char)*at < ' ' ? take_control(screen, at) : take_character(screen, at);
    }
    free(copy);
}
