/* SPDX-License-Identifier: MIT */
/*
 * Patterns. A regular expression is the C library's; a fixed string is compared here.
 */
#include "pattern.h"

#include "report.h"
#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

struct pattern {
    struct pattern *next;
    regex_t expression; /* of those that are one */
    size_t text_bytes;
    char text[];
};

/* POSIX leaves `\|` and its like undefined in basic ones, and so do we. */
static void compile(const struct patterns *patterns, struct pattern *pattern)
{
    char reason[80];
    int flags = (patterns->kind == PATTERN_EXTENDED ? REG_EXTENDED : 0) |
                (patterns->ignores_case ? REG_ICASE : 0);
    int error = regcomp(&pattern->expression, pattern->text, flags);
    if (error != 0) {
        regerror(error, &pattern->expression, reason, sizeof reason);
        report_usage("%s: %s", pattern->text, reason);
    }
}

static void add(struct patterns *patterns, const char *text, size_t text_bytes)
{
    struct pattern *pattern = calloc(1, sizeof *pattern + text_bytes + 1);
    if (pattern == NULL) {
        report_no_memory();
    }
    memcpy(pattern->text, text, text_bytes);
    pattern->text_bytes = text_bytes;
    /* An empty pattern is in every line; not every regcomp takes it. */
    if (patterns->kind != PATTERN_FIXED && text_bytes > 0) {
        compile(patterns, pattern);
    }
    pattern->next = patterns->first;
    patterns->first = pattern;
}

void patterns_add(struct patterns *patterns, const char *list)
{
    size_t text_bytes = strcspn(list, "\n");
    add(patterns, list, text_bytes);
    while (list[text_bytes] != '\0') {
        list += text_bytes + 1;
        text_bytes = strcspn(list, "\n");
        add(patterns, list, text_bytes);
    }
}

static bool is_equal(const char *left, const char *right, size_t bytes, bool ignores_case)
{
    size_t i = 0;
    while (i < bytes &&
           (left[i] == right[i] || (ignores_case && tolower((unsigned char)left[i]) ==
                                                        tolower((unsigned char)right[i])))) {
        i++;
    }
    return i == bytes;
}

static bool match_fixed(const struct patterns *patterns, const struct pattern *pattern,
                        const char *text, size_t length_bytes)
{
    if (patterns->is_whole_line) {
        return length_bytes == pattern->text_bytes &&
               is_equal(text, pattern->text, length_bytes, patterns->ignores_case);
    }
    for (size_t at = 0; at + pattern->text_bytes <= length_bytes; at++) {
        if (is_equal(text + at, pattern->text, pattern->text_bytes, patterns->ignores_case)) {
            return true;
        }
    }
    return false;
}

/* The match is the first, and of those the longest: so a whole line that matches is found. */
static bool match_expression(const struct patterns *patterns, const struct pattern *pattern,
                             const char *text, size_t length_bytes)
{
    regmatch_t match = {.rm_so = 0, .rm_eo = (regoff_t)length_bytes};
    if (pattern->text_bytes == 0) {
        return !patterns->is_whole_line || length_bytes == 0;
    }
    if (regexec(&pattern->expression, text, 1, &match, REG_STARTEND) != 0) {
        return false;
    }
    return !patterns->is_whole_line || (match.rm_so == 0 && match.rm_eo == (regoff_t)length_bytes);
}

bool patterns_match(const struct patterns *patterns, const char *text, size_t length_bytes)
{
    bool is_found = false;
    for (const struct pattern *pattern = patterns->first; !is_found && pattern != NULL;
         pattern = pattern->next) {
        is_found = patterns->kind == PATTERN_FIXED
                       ? match_fixed(patterns, pattern, text, length_bytes)
                       : match_expression(patterns, pattern, text, length_bytes);
    }
    return is_found;
}

void patterns_free(struct patterns *patterns)
{
    while (patterns->first != NULL) {
        struct pattern *pattern = patterns->first;
        patterns->first = pattern->next;
        if (patterns->kind != PATTERN_FIXED && pattern->text_bytes > 0) {
            regfree(&pattern->expression);
        }
        free(pattern);
    }
}
