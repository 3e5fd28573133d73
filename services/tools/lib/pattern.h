/* SPDX-License-Identifier: MIT */
/*
 * Patterns that lines are searched for.
 */
#ifndef TOOLS_PATTERN_H
#define TOOLS_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

enum pattern_kind { PATTERN_BASIC, PATTERN_EXTENDED, PATTERN_FIXED };

/* All 0 but these at first. */
struct patterns {
    enum pattern_kind kind;
    bool ignores_case;
    bool is_whole_line; /* only what matches all of a line */
    struct pattern *first;
};

/* Adds the patterns of a list, one a line. What is no regular expression ends the program. */
void patterns_add(struct patterns *patterns, const char *list);

/* Whether one of them is found in a text, which has a NUL behind it. */
bool patterns_match(const struct patterns *patterns, const char *text, size_t length_bytes);

void patterns_free(struct patterns *patterns);

#endif
