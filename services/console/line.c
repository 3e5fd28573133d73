/* SPDX-License-Identifier: MIT */
#include "line.h"

#include <string.h>

/* RFC 3629, 3: 10xxxxxx. */
static bool continues(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

uint32_t line_before(const struct line *line, uint32_t at)
{
    while (at > 0 && continues(line->text[at - 1])) {
        at--;
    }
    return at > 0 ? at - 1 : 0;
}

uint32_t line_behind(const struct line *line, uint32_t at)
{
    if (at < line->length_bytes) {
        at++;
    }
    while (at < line->length_bytes && continues(line->text[at])) {
        at++;
    }
    return at;
}

uint32_t line_columns(const struct line *line, uint32_t at)
{
    uint32_t columns = 0;
    for (uint32_t i = 0; i < at; i++) {
        columns += continues(line->text[i]) ? 0 : 1;
    }
    return columns;
}

bool line_insert(struct line *line, const char *text, uint32_t length_bytes)
{
    if (length_bytes > LINE_BYTES - line->length_bytes) {
        return false;
    }
    char *at = line->text + line->cursor;
    memmove(at + length_bytes, at, line->length_bytes - line->cursor);
    memcpy(at, text, length_bytes);
    line->length_bytes += length_bytes;
    line->cursor += length_bytes;
    return true;
}

void line_cut(struct line *line, uint32_t at)
{
    uint32_t from = at < line->cursor ? at : line->cursor;
    uint32_t to = at < line->cursor ? line->cursor : at;
    memmove(line->text + from, line->text + to, line->length_bytes - to);
    line->length_bytes -= to - from;
    line->cursor = from;
}

bool line_is_sound(const struct line *line)
{
    return line->length_bytes <= LINE_BYTES && line->cursor <= line->length_bytes;
}
