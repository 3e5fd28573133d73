/* SPDX-License-Identifier: MIT */
/*
 * Texts.
 */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool make_room(struct text *text, size_t count)
{
    size_t needed_bytes = text->length_bytes + count;
    if (needed_bytes <= text->room_bytes) {
        return true;
    }
    size_t room_bytes = needed_bytes + needed_bytes / 2;
    char *larger = realloc(text->bytes, room_bytes);
    if (larger == NULL) {
        text->has_failed = true;
        return false;
    }
    text->bytes = larger;
    text->room_bytes = room_bytes;
    return true;
}

void text_put(struct text *text, const char *bytes, size_t count)
{
    if (!text->has_failed && make_room(text, count)) {
        memcpy(text->bytes + text->length_bytes, bytes, count);
        text->length_bytes += count;
    }
}

void text_print(struct text *text, const char *format, ...)
{
    char piece[TEXT_PIECE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    if (length > 0) {
        text_put(text, piece, (size_t)length < sizeof piece ? (size_t)length : sizeof piece - 1);
    }
}

void text_clear(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

/* A letter that breaks no line and no column. */
static char shown(char character)
{
    return character > ' ' && character <= '~' ? character : '_';
}

void text_clean(const char *from, char *to, size_t room_bytes)
{
    size_t length = 0;
    for (; length < room_bytes - 1 && from[length] != '\0'; length++) {
        to[length] = shown(from[length]);
    }
    if (length == 0) {
        to[length++] = '?';
    }
    to[length] = '\0';
}
