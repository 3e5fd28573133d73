/* SPDX-License-Identifier: MIT */
/*
 * The painter: brings what the terminal shows to what it shall show, prompt and line, over as many
 * rows as they take. Of the terminal it wants what ECMA-48 calls BS, CR, LF, CUU, CUB, CUF and ED,
 * and breaks rows itself.
 */
#ifndef SHELL_PAINTER_H
#define SHELL_PAINTER_H

#include "line.h"
#include "text.h"

#define PROMPT_BYTES 256u

/* All zero: nothing is shown, and the cursor is at the beginning of a row. */
struct painter {
    size_t shown_columns; /* of prompt and line */
    size_t cursor;        /* so many columns behind the beginning of the prompt */
    bool is_shown;
    bool is_doubtful; /* others may have written there */
    struct line line; /* that is shown */
    char prompt[PROMPT_BYTES];
};

/* Adds to a text what the terminal must be sent. */
void painter_paint(struct painter *painter, const char *prompt, const struct line *line,
                   size_t columns, struct text *out);

/* Others may have written since: all is painted again. Whole lines of theirs stay to be seen, if it
 * was one row. */
void painter_doubt(struct painter *painter);

/* The same for going behind all, to the beginning of a row; nothing is shown then. */
void painter_leave(struct painter *painter, size_t columns, struct text *out);

#endif
