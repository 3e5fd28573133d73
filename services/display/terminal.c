/* SPDX-License-Identifier: MIT */
/*
 * The terminal. Invariant: whatever bytes come, row < rows and column <= columns, and each cell has
 * a code point that is no control character.
 */
#include "terminal.h"

#include <string.h>

#define TAB_COLUMNS 8u
#define ESCAPE 0x1b
#define PARAMETER_MAX 9999u
#define REPLACEMENT 0xfffdu /* for what is no text */

#define COLOUR_WHITE 7u
#define COLOUR_BRIGHT 8u

enum {
    STATE_TEXT,
    STATE_ESCAPE,
    STATE_CONTROL,
    STATE_ESCAPE_MORE, /* behind ESC and an intermediate byte: one more (ECMA-35, 13.2) */
};

static uint32_t colours_of(uint32_t foreground, uint32_t background)
{
    return foreground << TERMINAL_FOREGROUND_SHIFT | background << TERMINAL_BACKGROUND_SHIFT;
}

static uint32_t foreground_of(uint32_t colours)
{
    return colours >> TERMINAL_FOREGROUND_SHIFT & 0xf;
}

static uint32_t background_of(uint32_t colours)
{
    return colours >> TERMINAL_BACKGROUND_SHIFT & 0xf;
}

/* With bold and inverse worked in. */
static uint32_t colours_now(const struct terminal *terminal)
{
    uint32_t foreground = foreground_of(terminal->colours);
    uint32_t background = background_of(terminal->colours);
    foreground |= terminal->is_bold ? COLOUR_BRIGHT : 0;
    return terminal->is_inverse ? colours_of(background, foreground)
                                : colours_of(foreground, background);
}

static void set_plain(struct terminal *terminal)
{
    terminal->colours = colours_of(COLOUR_WHITE, 0);
    terminal->is_bold = false;
    terminal->is_inverse = false;
}

/* Cells from `from` on, before `to`. */
static void erase(struct terminal *terminal, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        terminal->cell[i] = colours_of(COLOUR_WHITE, background_of(terminal->colours)) | ' ';
    }
}

void terminal_open(struct terminal *terminal, uint32_t columns, uint32_t rows)
{
    memset(terminal, 0, sizeof *terminal);
    terminal->columns = columns;
    terminal->rows = rows;
    set_plain(terminal);
    erase(terminal, 0, columns * rows);
}

static void next_row(struct terminal *terminal)
{
    if (terminal->row + 1 < terminal->rows) {
        terminal->row++;
        return;
    }
    uint32_t kept = (terminal->rows - 1) * terminal->columns;
    memmove(terminal->cell, terminal->cell + terminal->columns, kept * sizeof terminal->cell[0]);
    erase(terminal, kept, kept + terminal->columns);
}

static void show(struct terminal *terminal, uint32_t code_point)
{
    if (terminal->column == terminal->columns) {
        next_row(terminal);
        terminal->column = 0;
    }
    terminal->cell[terminal->row * terminal->columns + terminal->column++] =
        colours_now(terminal) | code_point;
}

/* The column that motions count from: the last one, if the cursor waits behind it. */
static uint32_t column_of(const struct terminal *terminal)
{
    return terminal->column < terminal->columns ? terminal->column : terminal->columns - 1;
}

static void tabulate(struct terminal *terminal)
{
    uint32_t column = (terminal->column / TAB_COLUMNS + 1) * TAB_COLUMNS;
    terminal->column = column < terminal->columns ? column : terminal->columns - 1;
}

static void take_control_byte(struct terminal *terminal, char byte)
{
    switch (byte) {
    case '\b':
        terminal->column = column_of(terminal) - (column_of(terminal) > 0 ? 1 : 0);
        break;
    case '\t':
        tabulate(terminal);
        break;
    case '\n':
        next_row(terminal);
        break;
    case '\r':
        terminal->column = 0;
        break;
    default:
        break;
    }
}

/* A parameter; what is left out or 0 counts as `least`. */
static uint32_t parameter(const struct terminal *terminal, unsigned index, uint32_t least)
{
    uint32_t value = index < terminal->parameter_count ? terminal->parameter[index] : 0;
    return value < least ? least : value;
}

static uint32_t at_most(uint32_t value, uint32_t most)
{
    return value < most ? value : most;
}

/* To a place that counts from 0, or the last one there is. */
static void go(struct terminal *terminal, uint32_t row, uint32_t column)
{
    terminal->row = at_most(row, terminal->rows - 1);
    terminal->column = at_most(column, terminal->columns - 1);
}

/* CUU, CUD, CUF, CUB, CNL, CPL (ECMA-48, 8.3). */
static void move(struct terminal *terminal, char final)
{
    uint32_t count = parameter(terminal, 0, 1);
    uint32_t row = terminal->row, column = column_of(terminal);
    switch (final) {
    case 'A':
        go(terminal, row - at_most(count, row), column);
        break;
    case 'B':
        go(terminal, row + count, column);
        break;
    case 'C':
        go(terminal, row, column + count);
        break;
    case 'D':
        go(terminal, row, column - at_most(count, column));
        break;
    case 'E':
        go(terminal, row + count, 0);
        break;
    default: /* F */
        go(terminal, row - at_most(count, row), 0);
        break;
    }
}

/* ED and EL: 0: from the cursor on, 1: up to it, 2: all; of the screen, or of its row. */
static void erase_part(struct terminal *terminal, uint32_t begin, uint32_t end)
{
    uint32_t cursor = terminal->row * terminal->columns + column_of(terminal);
    switch (parameter(terminal, 0, 0)) {
    case 0:
        erase(terminal, cursor, end);
        break;
    case 1:
        erase(terminal, begin, cursor + 1);
        break;
    case 2:
        erase(terminal, begin, end);
        break;
    default:
        break;
    }
}

static void set_foreground(struct terminal *terminal, uint32_t colour)
{
    terminal->colours = colours_of(colour, background_of(terminal->colours));
}

static void set_background(struct terminal *terminal, uint32_t colour)
{
    terminal->colours = colours_of(foreground_of(terminal->colours), colour);
}

/* SGR (ECMA-48, 8.3.117); 90 to 107: the bright colours of aixterm. */
static void set_graphics(struct terminal *terminal, uint32_t code)
{
    if (code == 0) {
        set_plain(terminal);
    } else if (code == 1 || code == 22) {
        terminal->is_bold = code == 1;
    } else if (code == 7 || code == 27) {
        terminal->is_inverse = code == 7;
    } else if (code >= 30 && code <= 37) {
        set_foreground(terminal, code - 30);
    } else if (code == 39) {
        set_foreground(terminal, COLOUR_WHITE);
    } else if (code >= 40 && code <= 47) {
        set_background(terminal, code - 40);
    } else if (code == 49) {
        set_background(terminal, 0);
    } else if (code >= 90 && code <= 97) {
        set_foreground(terminal, code - 90 + COLOUR_BRIGHT);
    } else if (code >= 100 && code <= 107) {
        set_background(terminal, code - 100 + COLOUR_BRIGHT);
    }
}

static void set_all_graphics(struct terminal *terminal)
{
    for (unsigned i = 0; i < terminal->parameter_count || i == 0; i++) {
        set_graphics(terminal, parameter(terminal, i, 0));
    }
}

static void end_sequence(struct terminal *terminal, char final)
{
    uint32_t row_begin = terminal->row * terminal->columns;
    switch (final) {
    case 'A':
    case 'B':
    case 'C':
    case 'D':
    case 'E':
    case 'F':
        move(terminal, final);
        break;
    case 'G':
        go(terminal, terminal->row, parameter(terminal, 0, 1) - 1);
        break;
    case 'H':
    case 'f':
        go(terminal, parameter(terminal, 0, 1) - 1, parameter(terminal, 1, 1) - 1);
        break;
    case 'd':
        go(terminal, parameter(terminal, 0, 1) - 1, column_of(terminal));
        break;
    case 'J':
        erase_part(terminal, 0, terminal->rows * terminal->columns);
        break;
    case 'K':
        erase_part(terminal, row_begin, row_begin + terminal->columns);
        break;
    case 'm':
        set_all_graphics(terminal);
        break;
    default:
        break;
    }
}

static void take_parameter(struct terminal *terminal, char byte)
{
    if (terminal->parameter_count == 0) {
        terminal->parameter_count = 1;
    }
    if (byte == ';') {
        terminal->parameter_count += terminal->parameter_count <= TERMINAL_PARAMETERS ? 1 : 0;
        return;
    }
    if (byte < '0' || byte > '9') {
        terminal->is_private = true;
    } else if (terminal->parameter_count <= TERMINAL_PARAMETERS) {
        uint32_t *value = &terminal->parameter[terminal->parameter_count - 1];
        *value = at_most(*value * 10 + (uint32_t)(byte - '0'), PARAMETER_MAX);
    }
}

static void begin_sequence(struct terminal *terminal)
{
    memset(terminal->parameter, 0, sizeof terminal->parameter);
    terminal->parameter_count = 0;
    terminal->is_private = false;
    terminal->state = STATE_CONTROL;
}

/* A byte from ' ' on, within a sequence. */
static void take_sequence(struct terminal *terminal, char byte)
{
    if (terminal->state == STATE_ESCAPE && byte == '[') {
        begin_sequence(terminal);
    } else if (terminal->state != STATE_CONTROL) {
        bool is_intermediate = terminal->state == STATE_ESCAPE && byte < '0';
        terminal->state = is_intermediate ? STATE_ESCAPE_MORE : STATE_TEXT;
    } else if (byte < '@') {
        take_parameter(terminal, byte);
    } else {
        terminal->state = STATE_TEXT;
        terminal->parameter_count = at_most(terminal->parameter_count, TERMINAL_PARAMETERS);
        if (!terminal->is_private) {
            end_sequence(terminal, byte);
        }
    }
}

/* RFC 3629, 3: what the first byte says: how many follow, and the code point's first bits. */
static void begin_code_point(struct terminal *terminal, unsigned char byte)
{
    terminal->missing = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
    terminal->code_point = byte & (0x3fu >> terminal->missing);
    if (byte < 0xc2 || byte > 0xf4) {
        terminal->missing = 0;
        show(terminal, REPLACEMENT);
    }
}

static void take_text(struct terminal *terminal, unsigned char byte)
{
    bool continues = (byte & 0xc0) == 0x80;
    if (terminal->missing > 0 && !continues) {
        terminal->missing = 0;
        show(terminal, REPLACEMENT);
    }
    if (byte < 0x80) {
        show(terminal, byte < 0x7f ? byte : REPLACEMENT);
    } else if (terminal->missing == 0) {
        begin_code_point(terminal, byte);
    } else {
        terminal->code_point = terminal->code_point << 6 | (byte & 0x3f);
        terminal->missing--;
        if (terminal->missing == 0) {
            uint32_t code_point = terminal->code_point;
            show(terminal, code_point < 0xa0 || code_point > 0x10ffff ? REPLACEMENT : code_point);
        }
    }
}

void terminal_take(struct terminal *terminal, char byte)
{
    if (byte == ESCAPE) {
        terminal->state = STATE_ESCAPE;
    } else if ((unsigned char)byte < ' ') {
        take_control_byte(terminal, byte);
    } else if (terminal->state == STATE_TEXT || (unsigned char)byte >= 0x7f) {
        terminal->state = STATE_TEXT;
        take_text(terminal, (unsigned char)byte);
    } else {
        take_sequence(terminal, byte);
    }
}

terminal_cell_t terminal_look(const struct terminal *terminal, uint32_t row, uint32_t column)
{
    terminal_cell_t cell = terminal->cell[row * terminal->columns + column];
    if (row == terminal->row && column == column_of(terminal)) {
        cell = colours_of(background_of(cell), foreground_of(cell)) |
               (cell & TERMINAL_CODE_POINT_MASK);
    }
    return cell;
}
