/* SPDX-License-Identifier: MIT */
/*
 * A line of text with a cursor in it. Text is UTF-8; a column is a code point.
 */
#ifndef SHELL_LINE_H
#define SHELL_LINE_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_BYTES 2048u /* the longest line, with a NUL */

struct line {
    size_t length;
    size_t cursor; /* of the byte that it stands before */
    char text[LINE_BYTES];
};

/* Where the code point before, or behind, a place begins. */
size_t line_before(const struct line *line, size_t at);
size_t line_behind(const struct line *line, size_t at);

/* Where the word before a place begins, and the one behind it ends. */
size_t line_word_before(const struct line *line, size_t at);
size_t line_word_behind(const struct line *line, size_t at);

/* Puts text at the cursor and goes behind it; false: it does not fit, and nothing has changed. */
bool line_insert(struct line *line, const char *text, size_t length);

/* Takes away what lies between a place and the cursor, on whichever side. */
void line_cut(struct line *line, size_t at);

/* Replaces all of it, as far as it fits; the cursor stands at the end. */
void line_set(struct line *line, const char *text);

#endif
