/* SPDX-License-Identifier: MIT */
/*
 * Expansion: words become what commands get (XCU 2.6). All results lie in `scratch`; what is wrong
 * is raised as an error.
 */
#ifndef SHELL_EXPAND_H
#define SHELL_EXPAND_H

#include "syntax.h"
#include <stddef.h>

/* Strings, one after the other, and a NULL behind them. All zero: there is none. */
struct fields {
    char **field;
    size_t count;
    size_t room;
};

void fields_add(struct fields *fields, char *field);

/* Words with field splitting and pathname expansion: each becomes any number of fields. */
void expand_words(const struct word *word, struct fields *fields);

/* One word without either. */
char *expand_string(const struct word *word);

/* The same as a pattern, in which a backslash stands before what was quoted. */
char *expand_pattern(const struct word *word);

#endif
