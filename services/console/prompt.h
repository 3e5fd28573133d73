/* SPDX-License-Identifier: MIT */
/*
 * The unfinished line at the end of the output: who has written it, such as a prompt, and where the
 * terminal's cursor stands. If another writes meanwhile, the line is kept, to be written again
 * below.
 */
#ifndef CONSOLE_PROMPT_H
#define CONSOLE_PROMPT_H

#include <stdbool.h>
#include <stdint.h>

#define PROMPT_BYTES 128u /* a longer line is not kept */

/* Who wrote: a session, or one of these, which no session is. */
#define PROMPT_NOBODY 0u
#define PROMPT_LOG UINT64_MAX

struct unfinished {
    uint64_t owner;
    uint32_t length_bytes; /* PROMPT_BYTES + 1: longer */
    char text[PROMPT_BYTES];
};

struct prompt {
    struct unfinished line;
    struct unfinished kept; /* length 0: none */
    uint32_t column;        /* where the cursor stands: 0 to the terminal's number of columns */
    uint32_t escape;        /* where in an escape sequence the last byte was */
};

/* The owner of the line has written a byte. */
void prompt_track(struct prompt *prompt, char byte, uint32_t columns);

/* The line has been ended by a newline that is not its owner's, and begins anew. */
void prompt_keep(struct prompt *prompt);

/* Whether a line has escape sequences that move the cursor to other lines: it is none then. */
bool prompt_moves(const struct unfinished *line);

/* What was kept has been written again. */
void prompt_restore(struct prompt *prompt, uint32_t columns);

/* Nobody will go on with this owner's lines. */
void prompt_forget(struct prompt *prompt, uint64_t owner);

/* False: no output can have led to this. */
bool prompt_is_sound(const struct prompt *prompt);

#endif
