/* SPDX-License-Identifier: MIT */
/*
 * Reads a list of ATAGs, which may be anything: every read is within the room given.
 *
 * A tag is its length in words, its number, and its data (Linux,
 * arch/arm/include/uapi/asm/setup.h).
 */
#include <atags.h>

#include <stdint.h>

#define ATAGS_HEAD_WORDS 2
#define ATAGS_NONE 0x00000000u
#define ATAGS_CORE 0x54410001u
#define ATAGS_COMMAND_LINE 0x54410009u

static void copy_text(char *to, size_t to_bytes, const char *from, size_t from_bytes)
{
    size_t n = 0;

    while (n + 1 < to_bytes && n < from_bytes && from[n] != '\0') {
        to[n] = from[n];
        n++;
    }
    to[n] = '\0';
}

bool atags_command_line(const void *list, size_t room_bytes, char *text, size_t text_bytes)
{
    const uint32_t *tag = list;
    size_t room = room_bytes / sizeof *tag;

    if (room < ATAGS_HEAD_WORDS || tag[1] != ATAGS_CORE) {
        return false;
    }
    text[0] = '\0';
    while (room >= ATAGS_HEAD_WORDS && tag[1] != ATAGS_NONE && tag[0] >= ATAGS_HEAD_WORDS &&
           tag[0] <= room) {
        if (tag[1] == ATAGS_COMMAND_LINE) {
            copy_text(text, text_bytes, (const char *)(tag + ATAGS_HEAD_WORDS),
                      (tag[0] - ATAGS_HEAD_WORDS) * sizeof *tag);
        }
        room -= tag[0];
        tag += tag[0];
    }
    return true;
}
