/* SPDX-License-Identifier: MIT */
#include "prompt.h"

#include <string.h>

#define TAB_COLUMNS 8u

/* Where in an escape sequence (ECMA-48, 5.3 and 5.4). */
enum {
    ESCAPE_NONE,
    ESCAPE_BEGUN,
    ESCAPE_CONTROL,
    ESCAPES,
};

/* True: the byte is part of an escape sequence. */
static bool escape_takes(struct prompt *prompt, unsigned char byte)
{
    switch (prompt->escape) {
    case ESCAPE_BEGUN:
        prompt->escape = byte == '[' ? ESCAPE_CONTROL : ESCAPE_NONE;
        return true;
    case ESCAPE_CONTROL:
        prompt->escape = byte >= '@' && byte <= '~' ? ESCAPE_NONE : ESCAPE_CONTROL;
        return true;
    default:
        prompt->escape = byte == 0x1b ? ESCAPE_BEGUN : ESCAPE_NONE;
        return byte == 0x1b;
    }
}

static void begin_line(struct prompt *prompt)
{
    prompt->column = 0;
    prompt->line.length_bytes = 0;
}

static void advance(struct prompt *prompt, unsigned char byte, uint32_t columns)
{
    if (byte == '\b') {
        prompt->column -= prompt->column > 0 ? 1 : 0;
    } else if (byte == '\t') {
        uint32_t column = (prompt->column / TAB_COLUMNS + 1) * TAB_COLUMNS;
        prompt->column = column < columns ? column : columns - 1;
    } else if (byte >= ' ' && (byte & 0xc0) != 0x80) {
        prompt->column = prompt->column % columns + 1;
    }
}

static void append(struct unfinished *line, char byte)
{
    if (line->length_bytes < PROMPT_BYTES) {
        line->text[line->length_bytes] = byte;
    }
    line->length_bytes += line->length_bytes <= PROMPT_BYTES ? 1 : 0;
}

void prompt_track(struct prompt *prompt, char byte, uint32_t columns)
{
    if (byte == '\n' || byte == '\r') {
        begin_line(prompt);
        prompt->escape = ESCAPE_NONE;
        return;
    }
    append(&prompt->line, byte);
    if (!escape_takes(prompt, (unsigned char)byte)) {
        advance(prompt, (unsigned char)byte, columns);
    }
}

void prompt_keep(struct prompt *prompt)
{
    uint32_t length_bytes = prompt->line.length_bytes;
    bool is_session = prompt->line.owner != PROMPT_LOG && prompt->line.owner != PROMPT_NOBODY;
    if (is_session && length_bytes > 0 && length_bytes <= PROMPT_BYTES) {
        prompt->kept = prompt->line;
    }
    begin_line(prompt);
    prompt->escape = ESCAPE_NONE;
}

bool prompt_moves(const struct unfinished *line)
{
    /* ECMA-48, 8.3: CUU, CUD, CNL, CPL, CUP, IL, DL, SU, SD, VPA, HVP, and DECSTBM. */
    static const char moving[] = "ABEFHLMSTdfr";
    char text[PROMPT_BYTES + 1];
    if (line->length_bytes > PROMPT_BYTES) {
        return true;
    }
    memcpy(text, line->text, line->length_bytes);
    text[line->length_bytes] = '\0';
    const char *at = text;
    while ((at = strstr(at, "\x1b[")) != NULL) {
        at += 2;
        at += strspn(at, "0123456789;?");
        if (*at != '\0' && strchr(moving, *at) != NULL) {
            return true;
        }
    }
    return false;
}

void prompt_restore(struct prompt *prompt, uint32_t columns)
{
    struct unfinished kept = prompt->kept;
    begin_line(prompt);
    prompt->line.owner = kept.owner;
    for (uint32_t i = 0; i < kept.length_bytes; i++) {
        prompt_track(prompt, kept.text[i], columns);
    }
    prompt->kept.length_bytes = 0;
}

void prompt_forget(struct prompt *prompt, uint64_t owner)
{
    if (prompt->kept.owner == owner) {
        prompt->kept.length_bytes = 0;
    }
    if (prompt->line.owner == owner) {
        prompt->line.owner = PROMPT_NOBODY;
    }
}

bool prompt_is_sound(const struct prompt *prompt)
{
    return prompt->line.length_bytes <= PROMPT_BYTES + 1 &&
           prompt->kept.length_bytes <= PROMPT_BYTES && prompt->escape < ESCAPES;
}
