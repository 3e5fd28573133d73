/* SPDX-License-Identifier: MIT */
/*
 * The line editor: what is typed becomes a line. It writes nothing: the screen is the painter's.
 *
 * Left, Right, Home, End and Ctrl-B, F, A, E move, with Ctrl or as Alt-B, F by words; Backspace and
 * Delete take a character, Ctrl-W and Alt-D a word, Ctrl-U all before the cursor, Ctrl-K all behind
 * it, and Ctrl-Y puts back what they took; Up, Down and Ctrl-P, N fetch earlier lines, Ctrl-R
 * searches for one; Tab completes.
 */
#ifndef SHELL_EDITOR_H
#define SHELL_EDITOR_H

#include "keys.h"
#include "line.h"

#define CODE_POINT_BYTES 4u
#define SEARCH_BYTES 64u

/* All zero: nothing was typed. */
struct editor {
    struct line line;
    struct line fresh; /* that was left to look at earlier ones */
    size_t back;       /* the line comes from so many lines ago; 0: it is fresh */
    struct keys keys;
    size_t gathered; /* bytes of a code point that is not complete */
    char code_point[CODE_POINT_BYTES];
    char taken[LINE_BYTES]; /* by Ctrl-W, U, K */
    bool is_searching;
    char searched[SEARCH_BYTES];
};

enum editor_result {
    EDITOR_EDITED,    /* or nothing happened */
    EDITOR_REFUSED,   /* worth a bell */
    EDITOR_LINE,      /* Return */
    EDITOR_END,       /* Ctrl-D where there is no text */
    EDITOR_INTERRUPT, /* Ctrl-C */
    EDITOR_CLEAR,     /* Ctrl-L */
    EDITOR_COMPLETE,  /* Tab */
};

enum editor_result editor_take(struct editor *editor, char byte);

/* Begins another line. What was taken can be put into it. */
void editor_begin(struct editor *editor);

#endif
