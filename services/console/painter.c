/* SPDX-License-Identifier: MIT */
/*
 * The painter. Invariant: the terminal's cursor never stays behind the last column, where terminals
 * differ in what comes next: a full row is ended by CR and LF. So it does not matter either if the
 * terminal has more columns than it is said to have.
 */
#include "painter.h"

#include <string.h>

#define ESCAPE "\x1b["

struct pen {
    char *out;
    uint32_t count;
};

static void put(struct pen *pen, char byte)
{
    pen->out[pen->count++] = byte;
}

static void put_text(struct pen *pen, const char *text)
{
    while (*text != '\0') {
        put(pen, *text++);
    }
}

static void put_number(struct pen *pen, uint32_t number)
{
    if (number >= 10) {
        put_number(pen, number / 10);
    }
    put(pen, (char)('0' + number % 10));
}

/* ECMA-48, 8.3: CUU, CUD, CUF, CUB, by so many. */
static void put_motion(struct pen *pen, char final, uint32_t count)
{
    if (count > 0) {
        put_text(pen, ESCAPE);
        put_number(pen, count);
        put(pen, final);
    }
}

void painter_place(struct painter *painter, uint32_t start, uint32_t columns)
{
    *painter = (struct painter){.start = start, .columns = columns};
}

/* Cells from the first one of the row that the line begins in. */
static uint32_t cell(const struct painter *painter, const struct line *line, uint32_t at)
{
    return painter->start + line_columns(line, at);
}

static void move(const struct painter *painter, struct pen *pen, uint32_t from, uint32_t to)
{
    uint32_t row = from / painter->columns, column = from % painter->columns;
    uint32_t to_row = to / painter->columns, to_column = to % painter->columns;
    if (row > to_row) {
        put_motion(pen, 'A', row - to_row);
    } else {
        put_motion(pen, 'B', to_row - row);
    }
    if (column > to_column + 3) {
        put_motion(pen, 'D', column - to_column);
    } else {
        for (; column > to_column; column--) {
            put(pen, '\b');
        }
        put_motion(pen, 'C', to_column - column);
    }
}

/* Where two lines begin to differ; not inside a code point. */
static uint32_t common(const struct line *a, const struct line *b)
{
    uint32_t least = a->length_bytes < b->length_bytes ? a->length_bytes : b->length_bytes;
    uint32_t at = 0;
    while (at < least && a->text[at] == b->text[at]) {
        at++;
    }
    while (at > 0 && at < b->length_bytes && line_behind(b, line_before(b, at)) != at) {
        at--;
    }
    while (at > 0 && at < a->length_bytes && line_behind(a, line_before(a, at)) != at) {
        at--;
    }
    return at;
}

/* A tab is one column here, so that all columns can be told from the text. */
static void put_rest(const struct painter *painter, struct pen *pen, const struct line *line,
                     uint32_t at)
{
    uint32_t column = cell(painter, line, at) % painter->columns;
    while (at < line->length_bytes) {
        for (uint32_t end = line_behind(line, at); at < end; at++) {
            put(pen, line->text[at] == '\t' ? ' ' : line->text[at]);
        }
        column++;
        if (column == painter->columns) {
            put_text(pen, "\r\n");
            column = 0;
        }
    }
}

static void replace(const struct painter *painter, struct pen *pen, const struct line *line)
{
    uint32_t same = common(&painter->shown, line);
    uint32_t end = cell(painter, line, line->length_bytes);
    move(painter, pen, cell(painter, &painter->shown, painter->shown.cursor),
         cell(painter, line, same));
    put_rest(painter, pen, line, same);
    if (cell(painter, &painter->shown, painter->shown.length_bytes) > end) {
        put_text(pen, ESCAPE "J"); /* ED: from the cursor to the end */
    }
    move(painter, pen, end, cell(painter, line, line->cursor));
}

bool painter_shows(const struct painter *painter, const struct line *line)
{
    return painter->shown.length_bytes == line->length_bytes &&
           painter->shown.cursor == line->cursor &&
           memcmp(painter->shown.text, line->text, line->length_bytes) == 0;
}

uint32_t painter_paint(struct painter *painter, const struct line *line, char *out)
{
    struct pen pen = {out, 0};
    replace(painter, &pen, line);
    painter->shown = *line;
    return pen.count;
}

uint32_t painter_column(const struct painter *painter)
{
    return cell(painter, &painter->shown, painter->shown.cursor) % painter->columns;
}
