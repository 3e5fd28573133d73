/* SPDX-License-Identifier: MIT */
/*
 * What typing shows: finished lines, the line that is being edited, and the prompt before it. It is
 * made into bytes for the terminal only when it is its turn, from what the terminal shows then.
 */
#ifndef CONSOLE_ECHO_H
#define CONSOLE_ECHO_H

#include "painter.h"
#include "prompt.h"

#define ECHO_BYTES (PAINTER_BYTES + PROMPT_BYTES + 16u) /* the most that one turn takes */

/* How a finished line ends. */
enum echo_end {
    ECHO_NEWLINE,
    ECHO_HANDED_OVER, /* by Ctrl-D: what comes next goes on behind it */
    ECHO_INTERRUPTED, /* by Ctrl-C */
    ECHO_QUIT,        /* by Ctrl-Backslash */
};

/* A line is finished; false: too many wait for their turn, and nothing has changed. */
bool echo_line(const struct line *line, enum echo_end end);

/* A byte that is no part of a line; one that does not fit is not shown. */
void echo_byte(char byte);

void echo_bell(void);

/* Clears the terminal, and shows prompt and line again. */
void echo_clear(void);

/* Whether there is anything to do for this line. */
bool echo_is_due(const struct prompt *prompt, const struct line *line);

/* True: part of the line is on the terminal. */
bool echo_is_shown(void);

/* Others are going to write: goes behind what is shown of the line, which then is not shown any
 * more. Bytes into `out`, of PAINTER_BYTES; how many these are. */
uint32_t echo_leave(char *out);

/* Does one piece of the work: bytes into `out`, of ECHO_BYTES; how many these are. */
uint32_t echo_take(struct prompt *prompt, const struct line *line, uint32_t columns, char *out);

#endif
