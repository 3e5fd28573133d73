/* SPDX-License-Identifier: MIT */
/*
 * Invariant: the text is NUL-terminated, and the cursor does not stand inside a code point.
 */
#include "line.h"

#include <string.h>

static bool is_inside(char byte)
{
    return ((unsigned char)byte & 0xC0u) == 0x80u;
}

size_t line_before(const struct line *line, size_t at)
{
    while (at > 0 && is_inside(line->text[--at])) {
    }
    return at;
}

size_t line_behind(const struct line *line, size_t at)
{
    if (at < line->length) {
        do {
            at++;
        } while (is_inside(line->text[at]));
    }
    return at;
}

static bool is_between(char byte)
{
    return byte != '\0' && strchr(" \t/;|&<>()", byte) != NULL;
}

size_t line_word_before(const struct line *line, size_t at)
{
    while (at > 0 && is_between(line->text[at - 1])) {
        at--;
    }
    while (at > 0 && !is_between(line->text[at - 1])) {
        at--;
    }
    return at;
}

size_t line_word_behind(const struct line *line, size_t at)
{
    while (at < line->length && is_between(line->text[at])) {
        at++;
    }
    while (at < line->length && !is_between(line->text[at])) {
        at++;
    }
    return at;
}

bool line_insert(struct line *line, const char *text, size_t length)
{
    if (length >= LINE_BYTES - line->length) {
        return false;
    }
    memmove(line->text + line->cursor + length, line->text + line->cursor,
            line->length - line->cursor + 1);
    memcpy(line->text + line->cursor, text, length);
    line->length += length;
    line->cursor += length;
    return true;
}

void line_cut(struct line *line, size_t at)
{
    size_t from = at < line->cursor ? at : line->cursor;
    size_t to = at < line->cursor ? line->cursor : at;
    memmove(line->text + from, line->text + to, line->length - to + 1);
    line->length -= to - from;
    line->cursor = from;
}

void line_set(struct line *line, const char *text)
{
    size_t length = strlen(text);
    line->length = line->cursor = 0;
    line->text[0] = '\0';
    line_insert(line, text, length < LINE_BYTES ? length : LINE_BYTES - 1);
}
