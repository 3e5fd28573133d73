/* SPDX-License-Identifier: MIT */
/*
 * The line editor. Invariant: a code point enters the line as a whole or not at all.
 */
#include "editor.h"

#include <string.h>

#define CONTROL(letter) ((letter)&0x1fu)
#define DELETE 0x7fu
#define BYTES_END 0x100u

static enum editor_result move_to(struct editor *editor, uint32_t at)
{
    editor->line.cursor = at;
    return EDITOR_EDITED;
}

static enum editor_result go_left(struct editor *editor)
{
    return move_to(editor, line_before(&editor->line, editor->line.cursor));
}

static enum editor_result go_right(struct editor *editor)
{
    return move_to(editor, line_behind(&editor->line, editor->line.cursor));
}

static enum editor_result go_home(struct editor *editor)
{
    return move_to(editor, 0);
}

static enum editor_result go_to_end(struct editor *editor)
{
    return move_to(editor, editor->line.length_bytes);
}

static enum editor_result cut_to(struct editor *editor, uint32_t at)
{
    line_cut(&editor->line, at);
    return EDITOR_EDITED;
}

static enum editor_result take_back(struct editor *editor)
{
    return cut_to(editor, line_before(&editor->line, editor->line.cursor));
}

static enum editor_result take_next(struct editor *editor)
{
    return cut_to(editor, line_behind(&editor->line, editor->line.cursor));
}

static enum editor_result take_all_before(struct editor *editor)
{
    return cut_to(editor, 0);
}

static enum editor_result take_all_behind(struct editor *editor)
{
    return cut_to(editor, editor->line.length_bytes);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* And the blanks behind it. */
static enum editor_result take_word(struct editor *editor)
{
    const char *text = editor->line.text;
    uint32_t at = editor->line.cursor;
    while (at > 0 && is_blank(text[at - 1])) {
        at--;
    }
    while (at > 0 && !is_blank(text[at - 1])) {
        at--;
    }
    return cut_to(editor, at);
}

/* The line of so many lines ago, from 1 up. */
static const struct line *line_ago(const struct history *history, uint32_t back)
{
    return &history->line[(history->next + HISTORY_LINES - back) % HISTORY_LINES];
}

static void show(struct editor *editor, const struct line *line)
{
    editor->line = *line;
    editor->line.cursor = line->length_bytes;
}

static enum editor_result go_up(struct editor *editor)
{
    if (editor->back == HISTORY_LINES ||
        line_ago(&editor->history, editor->back + 1)->length_bytes == 0) {
        return EDITOR_REFUSED;
    }
    if (editor->back == 0) {
        editor->fresh = editor->line;
    }
    editor->back++;
    show(editor, line_ago(&editor->history, editor->back));
    return EDITOR_EDITED;
}

static enum editor_result go_down(struct editor *editor)
{
    if (editor->back == 0) {
        return EDITOR_REFUSED;
    }
    editor->back--;
    show(editor, editor->back == 0 ? &editor->fresh : line_ago(&editor->history, editor->back));
    return EDITOR_EDITED;
}

static enum editor_result end_line(struct editor *editor)
{
    (void)editor;
    return EDITOR_LINE;
}

static enum editor_result end_input(struct editor *editor)
{
    (void)editor;
    return EDITOR_END;
}

static enum editor_result interrupt(struct editor *editor)
{
    (void)editor;
    return EDITOR_INTERRUPT;
}

static enum editor_result clear(struct editor *editor)
{
    (void)editor;
    return EDITOR_CLEAR;
}

static const struct {
    unsigned key;
    enum editor_result (*act)(struct editor *editor);
} actions[] = {
    {'\r', end_line},
    {'\n', end_line},
    {KEY_LEFT, go_left},
    {CONTROL('B'), go_left},
    {KEY_RIGHT, go_right},
    {CONTROL('F'), go_right},
    {KEY_HOME, go_home},
    {CONTROL('A'), go_home},
    {KEY_END, go_to_end},
    {CONTROL('E'), go_to_end},
    {KEY_UP, go_up},
    {CONTROL('P'), go_up},
    {KEY_DOWN, go_down},
    {CONTROL('N'), go_down},
    {DELETE, take_back},
    {CONTROL('H'), take_back},
    {KEY_DELETE, take_next},
    {CONTROL('W'), take_word},
    {CONTROL('U'), take_all_before},
    {CONTROL('K'), take_all_behind},
    {CONTROL('C'), interrupt},
    {CONTROL('D'), end_input},
    {CONTROL('L'), clear},
};

/* Bytes of the code point that begins with this one; 0: none does (RFC 3629, 4). */
static unsigned code_point_bytes(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
        return 0;
    }
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static enum editor_result insert(struct editor *editor, const char *text, uint32_t length_bytes)
{
    return line_insert(&editor->line, text, length_bytes) ? EDITOR_EDITED : EDITOR_REFUSED;
}

/* A byte of a code point that has more than one. */
static enum editor_result gather(struct editor *editor, unsigned char byte)
{
    bool begins = byte >= 0xc0;
    if (begins) {
        editor->gathered = 0;
    }
    if (begins ? code_point_bytes(byte) == 0 : editor->gathered == 0) {
        return EDITOR_REFUSED;
    }
    editor->code_point[editor->gathered++] = (char)byte;
    if (editor->gathered < code_point_bytes((unsigned char)editor->code_point[0])) {
        return EDITOR_EDITED;
    }
    uint32_t length_bytes = editor->gathered;
    editor->gathered = 0;
    return insert(editor, editor->code_point, length_bytes);
}

enum editor_result editor_take(struct editor *editor, char byte)
{
    unsigned key = keys_take(&editor->keys, byte);
    for (unsigned i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (actions[i].key == key) {
            editor->gathered = 0;
            return actions[i].act(editor);
        }
    }
    if (key >= 0x80 && key < BYTES_END) {
        return gather(editor, (unsigned char)byte);
    }
    editor->gathered = 0;
    return (key >= ' ' && key < DELETE) || key == '\t' ? insert(editor, &byte, 1) : EDITOR_EDITED;
}

/* Neither an empty line is remembered nor one that was the last already. */
static void remember(struct history *history, const struct line *line)
{
    const struct line *last = line_ago(history, 1);
    if (line->length_bytes == 0 || (last->length_bytes == line->length_bytes &&
                                    memcmp(last->text, line->text, line->length_bytes) == 0)) {
        return;
    }
    history->line[history->next] = *line;
    history->next = (history->next + 1) % HISTORY_LINES;
}

void editor_finish(struct editor *editor, bool is_remembered)
{
    if (is_remembered) {
        remember(&editor->history, &editor->line);
    }
    editor->line.length_bytes = 0;
    editor->line.cursor = 0;
    editor->back = 0;
    editor->gathered = 0;
}

bool editor_is_sound(const struct editor *editor)
{
    bool is_sound = line_is_sound(&editor->line) && line_is_sound(&editor->fresh) &&
                    editor->back <= HISTORY_LINES && editor->history.next < HISTORY_LINES &&
                    keys_is_sound(&editor->keys);
    for (unsigned i = 0; is_sound && i < HISTORY_LINES; i++) {
        is_sound = line_is_sound(&editor->history.line[i]);
    }
    return is_sound &&
           (editor->gathered == 0 ||
            (editor->gathered < code_point_bytes((unsigned char)editor->code_point[0])));
}
