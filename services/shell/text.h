/* SPDX-License-Identifier: MIT */
/*
 * A string that grows, in an arena.
 */
#ifndef SHELL_TEXT_H
#define SHELL_TEXT_H

#include "arena.h"

/* All zero but for the arena: empty. */
struct text {
    struct arena *arena;
    char *bytes;
    size_t length;
    size_t room;
};

void text_add(struct text *text, char byte);
void text_add_string(struct text *text, const char *string);

/* It as a string, NUL-terminated, which stays valid until more is added. */
char *text_string(struct text *text);

#endif
