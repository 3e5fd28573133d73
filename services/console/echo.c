/* SPDX-License-Identifier: MIT */
/*
 * Echo. Invariant: what is shown of a line lies behind the prompt, in the terminal's last lines;
 * once somebody else writes there, nothing of it counts as shown.
 */
#include "echo.h"

#include <string.h>

#define UNITS 1024u

/* Besides the bytes of lines. */
#define UNIT_BYTE 0x100u /* with a byte: one that is no part of a line */
#define UNIT_END 0x200u  /* with an enum echo_end: a line is over */

static struct {
    uint16_t unit[UNITS];
    unsigned count;
    bool has_bell;
    bool clears;
    bool is_placed; /* the painter knows where it is */
    struct painter painter;
} echo;

bool echo_line(const struct line *line, enum echo_end end)
{
    if (line->length_bytes >= UNITS - echo.count) {
        return false;
    }
    for (uint32_t i = 0; i < line->length_bytes; i++) {
        echo.unit[echo.count++] = (unsigned char)line->text[i];
    }
    echo.unit[echo.count++] = (uint16_t)(UNIT_END | end);
    return true;
}

void echo_byte(char byte)
{
    if (echo.count < UNITS) {
        echo.unit[echo.count++] = (uint16_t)(UNIT_BYTE | (unsigned char)byte);
    }
}

void echo_bell(void)
{
    echo.has_bell = true;
}

void echo_clear(void)
{
    echo.clears = true;
}

bool echo_is_shown(void)
{
    return echo.is_placed && echo.painter.shown.length_bytes > 0;
}

static void be_gone(void)
{
    echo.is_placed = false;
    echo.painter.shown.length_bytes = 0;
    echo.painter.shown.cursor = 0;
}

uint32_t echo_leave(char *out)
{
    struct line line = echo.painter.shown;
    line.cursor = line.length_bytes;
    uint32_t count = echo_is_shown() ? painter_paint(&echo.painter, &line, out) : 0;
    be_gone();
    return count;
}

bool echo_is_due(const struct prompt *prompt, const struct line *line)
{
    return echo.has_bell || echo.clears || echo.count > 0 || prompt->kept.length_bytes > 0 ||
           !painter_shows(&echo.painter, line);
}

static uint32_t put(char *out, const char *text)
{
    size_t length_bytes = strlen(text);
    memcpy(out, text, length_bytes);
    return (uint32_t)length_bytes;
}

/* ECMA-48, 8.3: CUP without parameters, and ED of all. */
static uint32_t take_clear(struct prompt *prompt, char *out)
{
    echo.clears = false;
    prompt_keep(prompt);
    be_gone();
    return put(out, "\x1b[H\x1b[2J");
}

static uint32_t take_prompt(struct prompt *prompt, uint32_t columns, char *out)
{
    uint32_t count = prompt->column == 0 ? 0 : put(out, "\r\n");
    memcpy(out + count, prompt->kept.text, prompt->kept.length_bytes);
    count += prompt->kept.length_bytes;
    prompt_restore(prompt, columns);
    be_gone();
    return count;
}

static uint32_t paint(struct prompt *prompt, const struct line *line, uint32_t columns, char *out)
{
    uint32_t count = 0;
    if (!echo.is_placed) {
        bool is_full = prompt->column >= columns; /* the row */
        count = is_full ? put(out, "\r\n") : 0;
        painter_place(&echo.painter, is_full ? 0 : prompt->column, columns);
        echo.is_placed = true;
    }
    count += painter_paint(&echo.painter, line, out + count);
    prompt->column = painter_column(&echo.painter);
    return count;
}

static void remove_units(unsigned count)
{
    echo.count -= count;
    memmove(echo.unit, echo.unit + count, echo.count * sizeof echo.unit[0]);
}

static uint32_t end_line(struct prompt *prompt, enum echo_end end, char *out)
{
    be_gone();
    if (end == ECHO_HANDED_OVER) {
        return 0;
    }
    prompt_track(prompt, '\n', 1);
    const char *text = end == ECHO_INTERRUPTED ? "^C\r\n" : end == ECHO_QUIT ? "^\\\r\n" : "\r\n";
    return put(out, text);
}

static uint32_t take_line(struct prompt *prompt, uint32_t columns, char *out)
{
    struct line line = {0};
    while (echo.unit[line.length_bytes] < UNIT_END) {
        line.text[line.length_bytes] = (char)echo.unit[line.length_bytes];
        line.length_bytes++;
    }
    line.cursor = line.length_bytes;
    enum echo_end end = echo.unit[line.length_bytes] & ~UNIT_END;
    remove_units(line.length_bytes + 1);
    uint32_t count = paint(prompt, &line, columns, out);
    return count + end_line(prompt, end, out + count);
}

static uint32_t take_byte(struct prompt *prompt, uint32_t columns, char *out)
{
    char byte = (char)(echo.unit[0] & 0xff);
    remove_units(1);
    be_gone();
    prompt_track(prompt, byte, columns);
    if (byte == '\n') {
        return put(out, "\r\n");
    }
    *out = byte;
    return 1;
}

uint32_t echo_take(struct prompt *prompt, const struct line *line, uint32_t columns, char *out)
{
    if (echo.has_bell) {
        echo.has_bell = false;
        return put(out, "\a");
    }
    if (echo.clears) {
        return take_clear(prompt, out);
    }
    if (prompt->kept.length_bytes > 0) {
        return take_prompt(prompt, columns, out);
    }
    if (echo.count == 0) {
        return paint(prompt, line, columns, out);
    }
    return echo.unit[0] < UNIT_BYTE || echo.unit[0] >= UNIT_END ? take_line(prompt, columns, out)
                                                                : take_byte(prompt, columns, out);
}
