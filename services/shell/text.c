/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <string.h>

#define FIRST_ROOM 32u

void text_add(struct text *text, char byte)
{
    if (text->length == text->room) {
        size_t room = text->room == 0 ? FIRST_ROOM : 2 * text->room;
        char *bytes = arena_take(text->arena, room);
        if (text->length > 0) {
            memcpy(bytes, text->bytes, text->length);
        }
        text->bytes = bytes;
        text->room = room;
    }
    text->bytes[text->length++] = byte;
}

void text_add_string(struct text *text, const char *string)
{
    for (; *string != '\0'; string++) {
        text_add(text, *string);
    }
}

char *text_string(struct text *text)
{
    text_add(text, '\0');
    text->length--;
    return text->bytes;
}
