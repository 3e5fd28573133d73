/* SPDX-License-Identifier: MIT */
/*
 * Lines. Invariant: between two calls `piece` from `at` to `count` is what was read and not told.
 */
#include "lines.h"

#include "file.h"
#include "report.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Reads on; false: there is nothing more. */
static bool fill(struct lines *lines)
{
    ssize_t read_bytes = file_read(lines->descriptor, lines->piece, sizeof lines->piece);
    if (read_bytes < 0) {
        lines->failure = errno;
    }
    lines->at = 0;
    lines->count = read_bytes > 0 ? (size_t)read_bytes : 0;
    return read_bytes > 0;
}

static void append(struct lines *lines, const char *bytes, size_t count)
{
    size_t needed_bytes = lines->length_bytes + count + 1;
    if (needed_bytes > lines->room_bytes) {
        size_t room_bytes = needed_bytes < 128 ? 128 : needed_bytes + needed_bytes / 2;
        char *larger = realloc(lines->line, room_bytes);
        if (larger == NULL) {
            report_no_memory();
        }
        lines->line = larger;
        lines->room_bytes = room_bytes;
    }
    memcpy(lines->line + lines->length_bytes, bytes, count);
    lines->length_bytes += count;
    lines->line[lines->length_bytes] = '\0';
}

bool lines_next(struct lines *lines)
{
    bool is_line = false;
    lines->length_bytes = 0;
    lines->has_newline = false;
    while (!lines->has_newline && (lines->at < lines->count || fill(lines))) {
        const char *start = lines->piece + lines->at;
        size_t left = lines->count - lines->at;
        const char *newline = memchr(start, '\n', left);
        size_t taken = newline == NULL ? left : (size_t)(newline - start);
        append(lines, start, taken);
        lines->has_newline = newline != NULL;
        lines->at += taken + (newline != NULL);
        is_line = true;
    }
    return is_line;
}

void lines_end(struct lines *lines)
{
    free(lines->line);
    lines->line = NULL;
    lines->room_bytes = 0;
}
