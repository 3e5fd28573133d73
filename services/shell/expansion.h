/* SPDX-License-Identifier: MIT */
/*
 * A word while it is being expanded: bytes, each with a mark that says where it comes from.
 */
#ifndef SHELL_EXPANSION_H
#define SHELL_EXPANSION_H

#include "syntax.h"
#include <stdbool.h>
#include <stddef.h>

enum mark {
    MARK_PLAIN,  /* was written so: may be part of a pattern */
    MARK_QUOTED, /* stands for itself */
    MARK_SPLIT,  /* comes from an expansion: may separate fields, too, or be part of a pattern */
    MARK_BREAK,  /* no byte: here a field ends, as between those of "$@" */
    MARK_EMPTY,  /* no byte: here is a field, even if it is empty */
};

/* In `scratch`. All zero: empty. */
struct expansion {
    char *bytes;
    unsigned char *marks;
    size_t length;
    size_t room;
};

void expansion_add(struct expansion *expansion, char byte, enum mark mark);

/* A value, which is quoted or not. */
void expansion_add_value(struct expansion *expansion, const char *value, bool is_quoted);

/* Parts of a word; unquoted text gets the mark. */
void expansion_add_word(struct expansion *expansion, const struct word *word, enum mark mark);

/* The bytes alone. */
char *expansion_string(const struct expansion *expansion);

/* As a pattern; with a backslash before each backslash that was not quoted, or not. */
char *expansion_pattern(const struct expansion *expansion, bool escapes_backslash);

#endif
