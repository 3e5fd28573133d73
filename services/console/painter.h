/* SPDX-License-Identifier: MIT */
/*
 * The painter: brings a line that is being edited onto a terminal, by what differs from what is
 * there already. So an echo can wait for as long as others write, and any number of keys costs one
 * repainting.
 *
 * The terminal is one as ECMA-48 has it. It may have more columns than it is said to have; if not,
 * its cursor waits behind the last one until something comes, as a VT100's does.
 */
#ifndef CONSOLE_PAINTER_H
#define CONSOLE_PAINTER_H

#include "line.h"

/* The most that a painting takes: text, the ends of rows of two columns, and motions. */
#define PAINTER_BYTES (2 * LINE_BYTES + 64u)

struct painter {
    struct line shown; /* its cursor is the terminal's */
    uint32_t start;    /* the column that the line begins in */
    uint32_t columns;  /* of the terminal, from 2 up */
};

/* The terminal shows nothing of a line, and its cursor stands in this column, below `columns`. */
void painter_place(struct painter *painter, uint32_t start, uint32_t columns);

bool painter_shows(const struct painter *painter, const struct line *line);

/* Writes what makes it so into `out`, of PAINTER_BYTES; how many bytes that are. */
uint32_t painter_paint(struct painter *painter, const struct line *line, char *out);

/* The column that the cursor stands in. */
uint32_t painter_column(const struct painter *painter);

#endif
