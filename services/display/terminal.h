/* SPDX-License-Identifier: MIT */
/*
 * A terminal without a screen: bytes come in, and change a grid of cells with a cursor. Of ECMA-48
 * it knows BS, HT, LF, CR, and the sequences CUU, CUD, CUF, CUB, CNL, CPL, CHA, CUP, HVP, VPA, ED,
 * EL and SGR; other sequences it reads over. Text is UTF-8. Behind the last column the cursor waits
 * until a further character comes, as a VT100's does.
 */
#ifndef DISPLAY_TERMINAL_H
#define DISPLAY_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

#define TERMINAL_COLUMNS_MAX 160u
#define TERMINAL_ROWS_MAX 64u
#define TERMINAL_PARAMETERS 8u /* of a sequence; further ones are read over */

/* A character and its colours: bits 20:0 the code point, 27:24 the foreground, 31:28 the
 * background, both of the 16 colours of SGR 30 to 37 and 90 to 97. */
typedef uint32_t terminal_cell_t;

#define TERMINAL_CODE_POINT_MASK 0x1fffffu
#define TERMINAL_FOREGROUND_SHIFT 24
#define TERMINAL_BACKGROUND_SHIFT 28

struct terminal {
    uint32_t columns;
    uint32_t rows;
    uint32_t column; /* of the cursor; `columns`: it waits behind the last one */
    uint32_t row;
    uint32_t colours; /* of the next character: a cell without a code point */
    bool is_bold;
    bool is_inverse;
    uint32_t state; /* in a sequence */
    uint32_t parameter[TERMINAL_PARAMETERS];
    uint32_t parameter_count;
    bool is_private;     /* the sequence is none of ECMA-48 */
    uint32_t code_point; /* as far as its bytes have come */
    uint32_t missing;    /* bytes of it */
    terminal_cell_t cell[TERMINAL_ROWS_MAX * TERMINAL_COLUMNS_MAX]; /* row by row, `columns` each */
};

/* An empty one. columns: 1 to TERMINAL_COLUMNS_MAX; rows likewise. */
void terminal_open(struct terminal *terminal, uint32_t columns, uint32_t rows);

/* Takes a byte of what is written. */
void terminal_take(struct terminal *terminal, char byte);

/* What is to be seen in a cell: the cursor's is shown with its colours changed. */
terminal_cell_t terminal_look(const struct terminal *terminal, uint32_t row, uint32_t column);

#endif
