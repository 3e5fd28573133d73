/* SPDX-License-Identifier: MIT */
/*
 * The lines that were typed before.
 */
#ifndef SHELL_HISTORY_H
#define SHELL_HISTORY_H

#include <stddef.h>

#define HISTORY_LINES 100u

/* Remembers a line, if it is neither empty nor the last one once more. Without memory it is not
 * remembered. */
void history_add(const char *line);

/* The line of so many lines ago, the last one being 1; NULL: there is none. */
const char *history_get(size_t back);

/* How many lines ago the last one was, at least so many ago, in which a text is; 0: never. */
size_t history_search(const char *text, size_t back);

void history_forget(void);

#endif
