/* SPDX-License-Identifier: MIT */
#include "editor.h"

#include "history.h"
#include <string.h>

#define CONTROL(letter) ((letter)&0x1F)
#define BACKSPACE 0x7F

void editor_begin(struct editor *editor)
{
    line_set(&editor->line, "");
    line_set(&editor->fresh, "");
    editor->back = 0;
    editor->gathered = 0;
    editor->keys = (struct keys){0};
    editor->is_searching = false;
}

/* Text -------------------------------------------------------------------------------------------
 */

/* How many bytes a code point has that begins so; 0: none does. */
static size_t code_point_bytes(unsigned char first)
{
    return first < 0x80   ? 1
           : first < 0xC2 ? 0
           : first < 0xE0 ? 2
           : first < 0xF0 ? 3
           : first < 0xF5 ? 4
                          : 0;
}

/* Whole code points only; a byte that belongs to none is refused. */
static enum editor_result take_text(struct editor *editor, char byte)
{
    bool goes_on = ((unsigned char)byte & 0xC0u) == 0x80u;
    if (goes_on != (editor->gathered > 0)) {
        editor->gathered = 0;
        if (goes_on) {
            return EDITOR_REFUSED;
        }
    }
    editor->code_point[editor->gathered++] = byte;
    size_t wanted = code_point_bytes((unsigned char)editor->code_point[0]);
    if (editor->gathered < wanted) {
        return EDITOR_EDITED;
    }
    editor->gathered = 0;
    return wanted > 0 && line_insert(&editor->line, editor->code_point, wanted) ? EDITOR_EDITED
                                                                                : EDITOR_REFUSED;
}

static enum editor_result go(struct editor *editor, size_t to)
{
    bool moves = editor->line.cursor != to;
    editor->line.cursor = to;
    return moves ? EDITOR_EDITED : EDITOR_REFUSED;
}

static enum editor_result cut(struct editor *editor, size_t to)
{
    bool changes = editor->line.cursor != to;
    line_cut(&editor->line, to);
    return changes ? EDITOR_EDITED : EDITOR_REFUSED;
}

/* Cuts what can be put back. */
static enum editor_result take_away(struct editor *editor, size_t to)
{
    size_t from = editor->line.cursor < to ? editor->line.cursor : to;
    size_t end = editor->line.cursor < to ? to : editor->line.cursor;
    if (from < end) {
        memcpy(editor->taken, editor->line.text + from, end - from);
        editor->taken[end - from] = '\0';
    }
    return cut(editor, to);
}

static enum editor_result put_back(struct editor *editor)
{
    return line_insert(&editor->line, editor->taken, strlen(editor->taken)) ? EDITOR_EDITED
                                                                            : EDITOR_REFUSED;
}

/* Earlier lines ----------------------------------------------------------------------------------
 */

static enum editor_result fetch(struct editor *editor, size_t back)
{
    const char *text = back == 0 ? editor->fresh.text : history_get(back);
    if (text == NULL || back == editor->back) {
        return EDITOR_REFUSED;
    }
    if (editor->back == 0) {
        editor->fresh = editor->line;
    }
    line_set(&editor->line, text);
    editor->back = back;
    return EDITOR_EDITED;
}

/* The next earlier line with what is searched. */
static enum editor_result search(struct editor *editor, size_t from)
{
    size_t back = history_search(editor->searched, from);
    if (back == 0) {
        return EDITOR_REFUSED;
    }
    if (back != editor->back) {
        fetch(editor, back);
    }
    return EDITOR_EDITED;
}

static enum editor_result begin_search(struct editor *editor)
{
    if (editor->is_searching) {
        return search(editor, editor->back + 1);
    }
    editor->is_searching = true;
    editor->searched[0] = '\0';
    return EDITOR_EDITED;
}

/* Text that is typed while searching; what does not fit is refused. */
static enum editor_result add_searched(struct editor *editor, char byte)
{
    size_t length = strlen(editor->searched);
    if (length + 1 == SEARCH_BYTES) {
        return EDITOR_REFUSED;
    }
    editor->searched[length] = byte;
    editor->searched[length + 1] = '\0';
    enum editor_result result = search(editor, editor->back == 0 ? 1 : editor->back);
    if (result == EDITOR_REFUSED) {
        editor->searched[length] = '\0';
    }
    return result;
}

static enum editor_result remove_searched(struct editor *editor)
{
    size_t length = strlen(editor->searched);
    if (length == 0) {
        return EDITOR_REFUSED;
    }
    editor->searched[length - 1] = '\0';
    return EDITOR_EDITED;
}

/* Keys -------------------------------------------------------------------------------------------
 */

static enum editor_result take_moving(struct editor *editor, unsigned key)
{
    const struct line *line = &editor->line;
    switch (key) {
    case KEY_LEFT:
    case CONTROL('B'):
        return go(editor, line_before(line, line->cursor));
    case KEY_RIGHT:
    case CONTROL('F'):
        return go(editor, line_behind(line, line->cursor));
    case KEY_WORD_LEFT:
        return go(editor, line_word_before(line, line->cursor));
    case KEY_WORD_RIGHT:
        return go(editor, line_word_behind(line, line->cursor));
    case KEY_HOME:
    case CONTROL('A'):
        return go(editor, 0);
    case KEY_END:
    case CONTROL('E'):
        return go(editor, line->length);
    case KEY_UP:
    case CONTROL('P'):
        return fetch(editor, editor->back + 1);
    case KEY_DOWN:
    case CONTROL('N'):
        return editor->back == 0 ? EDITOR_REFUSED : fetch(editor, editor->back - 1);
    case CONTROL('R'):
        return begin_search(editor);
    default:
        return key == KEY_NONE ? EDITOR_EDITED : EDITOR_REFUSED;
    }
}

static enum editor_result take_cutting(struct editor *editor, unsigned key)
{
    const struct line *line = &editor->line;
    switch (key) {
    case BACKSPACE:
    case CONTROL('H'):
        return cut(editor, line_before(line, line->cursor));
    case KEY_DELETE:
        return cut(editor, line_behind(line, line->cursor));
    case CONTROL('W'):
        return take_away(editor, line_word_before(line, line->cursor));
    case KEY_CUT_WORD:
        return take_away(editor, line_word_behind(line, line->cursor));
    case CONTROL('U'):
        return take_away(editor, 0);
    case CONTROL('K'):
        return take_away(editor, line->length);
    case CONTROL('Y'):
        return put_back(editor);
    default:
        return take_moving(editor, key);
    }
}

static enum editor_result take_key(struct editor *editor, unsigned key)
{
    switch (key) {
    case '\r':
    case '\n':
        return EDITOR_LINE;
    case '\t':
        return EDITOR_COMPLETE;
    case CONTROL('C'):
        return EDITOR_INTERRUPT;
    case CONTROL('D'):
        return editor->line.length == 0 ? EDITOR_END : take_cutting(editor, KEY_DELETE);
    case CONTROL('L'):
        return EDITOR_CLEAR;
    default:
        return take_cutting(editor, key);
    }
}

enum editor_result editor_take(struct editor *editor, char byte)
{
    unsigned key = keys_take(&editor->keys, byte);
    bool is_text = key >= ' ' && key < KEY_NONE && key != BACKSPACE;
    if (!is_text && key != KEY_NONE) {
        editor->gathered = 0;
    }
    if (editor->is_searching) {
        if (is_text) {
            return add_searched(editor, byte);
        }
        if (key == BACKSPACE || key == CONTROL('H')) {
            return remove_searched(editor);
        }
        editor->is_searching = key == CONTROL('R') || key == KEY_NONE;
    }
    return is_text ? take_text(editor, byte) : take_key(editor, key);
}
