/* SPDX-License-Identifier: MIT */
/*
 * The line editor: what is typed becomes a line. It writes nothing: the screen is the painter's.
 *
 * Left, Right, Home, End and Ctrl-B, F, A, E move; Backspace and Delete take a character, Ctrl-W a
 * word, Ctrl-U all before the cursor and Ctrl-K all behind it; Up, Down and Ctrl-P, N fetch earlier
 * lines.
 */
#ifndef CONSOLE_EDITOR_H
#define CONSOLE_EDITOR_H

#include "keys.h"
#include "line.h"

#define HISTORY_LINES 16u

/* The last lines; those that are not in use are empty, which no line is that is remembered. */
struct history {
    uint32_t next; /* where the next one goes */
    struct line line[HISTORY_LINES];
};

/* All zero: nothing was ever typed. */
struct editor {
    struct line line;
    struct line fresh; /* the line that is left to look at earlier ones */
    uint32_t back;     /* the line comes from so many lines ago; 0: it is fresh */
    struct history history;
    struct keys keys;
    uint32_t gathered; /* bytes of a code point that is not complete */
    char code_point[4];
};

enum editor_result {
    EDITOR_EDITED,    /* or nothing happened */
    EDITOR_REFUSED,   /* there is no room, or no such line: worth a bell */
    EDITOR_LINE,      /* Return: the line is finished; editor_finish goes on */
    EDITOR_END,       /* Ctrl-D */
    EDITOR_INTERRUPT, /* Ctrl-C */
    EDITOR_CLEAR,     /* Ctrl-L */
};

enum editor_result editor_take(struct editor *editor, char byte);

/* Begins another line. */
void editor_finish(struct editor *editor, bool is_remembered);

/* False: no input can have led to this, and nothing may be done with it. */
bool editor_is_sound(const struct editor *editor);

#endif
