/* SPDX-License-Identifier: MIT */
/*
 * A line of text with a cursor in it. Text is UTF-8, or what else was typed; a column is a code
 * point, so the cursor never stands inside one.
 */
#ifndef CONSOLE_LINE_H
#define CONSOLE_LINE_H

#include <stdbool.h>
#include <stdint.h>

#define LINE_BYTES 255u /* the longest line, without its newline */

struct line {
    uint32_t length_bytes;
    uint32_t cursor; /* of the byte that it stands before */
    char text[LINE_BYTES];
};

/* Where the code point before, or behind, this place begins. */
uint32_t line_before(const struct line *line, uint32_t at);
uint32_t line_behind(const struct line *line, uint32_t at);

/* Code points before this place. */
uint32_t line_columns(const struct line *line, uint32_t at);

/* Puts text at the cursor and goes behind it; false: it does not fit, and nothing has changed. */
bool line_insert(struct line *line, const char *text, uint32_t length_bytes);

/* Takes away what lies between a place and the cursor, on whichever side. */
void line_cut(struct line *line, uint32_t at);

/* False: length or cursor lie outside. */
bool line_is_sound(const struct line *line);

#endif
