/* SPDX-License-Identifier: MIT */
/*
 * Patterns (XCU 2.13): * ? [...], and a backslash before what stands for itself. A character is
 * one of UTF-8, or a byte that is none.
 */
#ifndef SHELL_PATTERN_H
#define SHELL_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

/* Whether all of the text, so many bytes, matches. */
bool pattern_matches(const char *pattern, const char *text, size_t length);

/* Whether something in it is not just itself. */
bool pattern_is_special(const char *pattern);

/* How many bytes the character has that begins there; the text goes on for at least one. */
size_t pattern_character(const char *text, size_t length);

/* Characters of a text. */
size_t pattern_count(const char *text);

#endif
