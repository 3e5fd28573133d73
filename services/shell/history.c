/* SPDX-License-Identifier: MIT */
/*
 * A ring. Invariant: lines that are remembered lie before `next`, without gaps.
 */
#include "history.h"

#include <stdlib.h>
#include <string.h>

static char *lines[HISTORY_LINES];
static size_t next;

static size_t index_of(size_t back)
{
    return (next + HISTORY_LINES - back) % HISTORY_LINES;
}

const char *history_get(size_t back)
{
    return back == 0 || back > HISTORY_LINES ? NULL : lines[index_of(back)];
}

void history_add(const char *line)
{
    const char *last = history_get(1);
    if (line[strspn(line, " \t")] == '\0' || (last != NULL && strcmp(last, line) == 0)) {
        return;
    }
    char *copy = strdup(line);
    if (copy != NULL) {
        free(lines[next]);
        lines[next] = copy;
        next = (next + 1) % HISTORY_LINES;
    }
}

size_t history_search(const char *text, size_t back)
{
    const char *line;
    for (; (line = history_get(back)) != NULL; back++) {
        if (strstr(line, text) != NULL) {
            return back;
        }
    }
    return 0;
}

void history_forget(void)
{
    for (size_t i = 0; i < HISTORY_LINES; i++) {
        free(lines[i]);
        lines[i] = NULL;
    }
    next = 0;
}
