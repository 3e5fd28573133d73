/* SPDX-License-Identifier: MIT */
/*
 * Invariant: the cursor never waits behind the last column, for then terminals differ in what
 * motions do: there it is taken to the next row.
 */
#include "painter.h"

#include <stdio.h>
#include <string.h>

#define MOTION_BYTES 24

static bool is_inside(char byte)
{
    return ((unsigned char)byte & 0xC0u) == 0x80u;
}

static size_t count_columns(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t i = 0; i < length; i++) {
        columns += !is_inside(text[i]);
    }
    return columns;
}

static void move(struct text *out, size_t count, char final)
{
    char motion[MOTION_BYTES];
    if (count > 0) {
        snprintf(motion, sizeof motion, "\x1b[%zu%c", count, final);
        text_add_string(out, motion);
    }
}

/* Shows text from a column on, counted from the prompt's beginning; the column behind it. */
static size_t show(struct text *out, const char *text, size_t length, size_t at, size_t columns)
{
    for (size_t i = 0; i < length; i++) {
        bool is_control = (unsigned char)text[i] < ' ' || text[i] == 0x7F;
        text_add(out, is_control ? '?' : text[i]);
        bool is_last = i + 1 == length || !is_inside(text[i + 1]);
        at += is_last;
        if (is_last && at % columns == 0) {
            text_add_string(out, "\r\n");
        }
    }
    return at;
}

static void go(struct painter *painter, size_t to, size_t columns, struct text *out)
{
    size_t row = painter->cursor / columns, column = painter->cursor % columns;
    size_t to_row = to / columns, to_column = to % columns;
    if (to_row < row) {
        move(out, row - to_row, 'A');
    } else {
        move(out, to_row - row, 'B');
    }
    if (to_column < column) {
        move(out, column - to_column, 'D');
    } else {
        move(out, to_column - column, 'C');
    }
    painter->cursor = to;
}

static void show_all(struct painter *painter, const char *prompt, const struct line *line,
                     size_t columns, struct text *out)
{
    if (painter->is_shown) {
        move(out, painter->cursor / columns, 'A');
        text_add_string(out, "\r\x1b[J");
    }
    size_t at = show(out, prompt, strlen(prompt), 0, columns);
    painter->cursor = show(out, line->text, line->length, at, columns);
}

/* Whether nothing but text at the end is new. */
static bool is_longer(const struct painter *painter, const struct line *line)
{
    return line->length > painter->line.length &&
           memcmp(line->text, painter->line.text, painter->line.length) == 0 &&
           painter->cursor == painter->shown_columns;
}

void painter_paint(struct painter *painter, const char *prompt, const struct line *line,
                   size_t columns, struct text *out)
{
    bool is_same_prompt =
        painter->is_shown && !painter->is_doubtful && strcmp(prompt, painter->prompt) == 0;
    bool is_same = is_same_prompt && line->length == painter->line.length &&
                   memcmp(line->text, painter->line.text, line->length) == 0;
    if (is_same_prompt && is_longer(painter, line)) {
        size_t shown = painter->line.length;
        painter->cursor =
            show(out, line->text + shown, line->length - shown, painter->cursor, columns);
    } else if (!is_same) {
        show_all(painter, prompt, line, columns, out);
    }
    size_t prompt_columns = count_columns(prompt, strlen(prompt));
    painter->shown_columns = prompt_columns + count_columns(line->text, line->length);
    go(painter, prompt_columns + count_columns(line->text, line->cursor), columns, out);
    painter->line = *line;
    snprintf(painter->prompt, sizeof painter->prompt, "%s", prompt);
    painter->is_shown = true;
    painter->is_doubtful = false;
}

void painter_doubt(struct painter *painter)
{
    painter->is_doubtful = true;
}

void painter_leave(struct painter *painter, size_t columns, struct text *out)
{
    go(painter, painter->shown_columns, columns, out);
    if (painter->shown_columns % columns != 0 || painter->shown_columns == 0) {
        text_add_string(out, "\r\n");
    }
    *painter = (struct painter){0};
}
