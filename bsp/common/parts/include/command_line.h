/* SPDX-License-Identifier: MIT */
/*
 * The kernel's command line: words with spaces between, some of the form key=value.
 */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include <stdbool.h>
#include <stdint.h>

/* Whether the line has exactly this word. */
bool command_line_has(const char *line, const char *word);

/* The number of the first word "key=number", decimal or 0x hexadecimal; `key` includes the "=".
 * False, and *value stays, if there is none or it is no number of 64 bits. */
bool command_line_number(const char *line, const char *key, uint64_t *value);

/* How many cores are to run: what "cores=" says, from 1 to `most`, else `most`. */
unsigned command_line_cores(const char *line, unsigned most);

#endif
