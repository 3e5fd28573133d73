/* SPDX-License-Identifier: MIT */
/*
 * Invariant: the terminal is raw only while a line is being edited.
 */
#include "typing.h"

#include "builtin.h"
#include "complete.h"
#include "editor.h"
#include "expand.h"
#include "history.h"
#include "painter.h"
#include "raise.h"
#include "shell.h"
#include "trap.h"
#include "tty.h"
#include "variable.h"
#include "word.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BELL "\a"
#define CLEAR "\x1b[H\x1b[J"
#define INTERRUPT_STATUS 130
#define LISTED_MAX 200u
#define PAUSE_MS 500
#define MS_PER_S 1000
#define NS_PER_MS 1000000

static struct editor editor;
static struct painter painter;
static struct line typed; /* with its newline */

/* Prompts ----------------------------------------------------------------------------------------
 */

struct prompt {
    const char *text;
    struct script *script;
    char *expanded;
};

static void expand_prompt(void *argument)
{
    struct prompt *prompt = argument;
    struct source source;
    struct lexer lexer;
    source_of_string(&source, "");
    lexer_open(&lexer, &source, prompt->script, 1);
    prompt->expanded = expand_string(word_of_here(&lexer, prompt->text, 1));
}

/* The value of PS1 or PS2 with its parameters expanded, in `scratch`. */
static char *read_prompt(bool is_continued)
{
    const char *text = variable_get(is_continued ? "PS2" : "PS1");
    struct prompt prompt = {.text = text == NULL ? "" : text, .script = script_new()};
    int status = shell.status;
    enum raised raised = raise_protect(expand_prompt, &prompt);
    shell.status = status;
    script_drop(prompt.script);
    return raised == RAISED_NOTHING ? prompt.expanded : arena_copy(&scratch, "> ");
}

/* Only the last line of a prompt is edited behind. */
static const char *write_first_lines(const char *prompt)
{
    const char *last = strrchr(prompt, '\n');
    if (last == NULL) {
        return prompt;
    }
    tty_write(prompt, (size_t)(last - prompt));
    tty_write("\r\n", 2);
    return last + 1;
}

/* Painting ---------------------------------------------------------------------------------------
 */

static void send(struct text *out)
{
    tty_write(out->bytes, out->length);
}

static void paint(const char *prompt)
{
    struct arena_mark mark = arena_here(&scratch);
    struct text out = {.arena = &scratch}, searching = {.arena = &scratch};
    if (editor.is_searching) {
        text_add_string(&searching, "(search) ");
        text_add_string(&searching, editor.searched);
        text_add_string(&searching, ": ");
        prompt = text_string(&searching);
    }
    painter_paint(&painter, prompt, &editor.line, tty_columns(), &out);
    send(&out);
    arena_back(&scratch, mark);
}

/* Goes below what is shown; what was typed stays to be seen. */
static void leave(void)
{
    struct text out = {.arena = &scratch};
    painter_leave(&painter, tty_columns(), &out);
    send(&out);
}

static void clear_screen(void)
{
    tty_write(CLEAR, strlen(CLEAR));
    painter = (struct painter){0};
}

/* Completion -------------------------------------------------------------------------------------
 */

/* In columns, as wide as the widest. */
static void list(const struct fields *candidates)
{
    struct text out = {.arena = &scratch};
    size_t width = 0, at = 0, columns = tty_columns();
    for (size_t i = 0; i < candidates->count; i++) {
        size_t length = strlen(candidates->field[i]) + 2;
        width = length > width ? length : width;
    }
    for (size_t i = 0; i < candidates->count && i < LISTED_MAX; i++) {
        if (at > 0 && at + width > columns) {
            text_add_string(&out, "\r\n");
            at = 0;
        }
        text_add_string(&out, candidates->field[i]);
        for (size_t length = strlen(candidates->field[i]); length < width; length++) {
            text_add(&out, ' ');
        }
        at += width;
    }
    text_add_string(&out, candidates->count > LISTED_MAX ? "\r\n...\r\n" : "\r\n");
    leave();
    send(&out);
}

/* Puts in what is certain; if that is nothing, shows what is possible. */
static enum editor_result complete_word(void)
{
    struct completion completion;
    struct line before = editor.line;
    complete(&editor.line, &completion);
    if (completion.candidates.count == 0) {
        return EDITOR_REFUSED;
    }
    line_cut(&editor.line, completion.start);
    if (!line_insert(&editor.line, completion.replacement, strlen(completion.replacement))) {
        editor.line = before;
        return EDITOR_REFUSED;
    }
    bool is_longer = editor.line.length > before.length;
    if (!is_longer) {
        /* It may be quoted otherwise: what was typed stays. */
        editor.line = before;
    }
    if (!is_longer && completion.candidates.count > 1) {
        list(&completion.candidates);
    }
    return EDITOR_EDITED;
}

/* Lines ------------------------------------------------------------------------------------------
 */

static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * MS_PER_S + now.tv_nsec / NS_PER_MS;
}

/* What a byte has done, with what the terminal needs for it. Who has not typed for a while may have
 * been written over, by a job or the system's log. */
static enum editor_result take(int byte, const char *prompt)
{
    static long long last_ms;
    long long typed_ms = now_ms();
    if (typed_ms - last_ms > PAUSE_MS) {
        painter_doubt(&painter);
    }
    last_ms = typed_ms;
    enum editor_result result = editor_take(&editor, (char)byte);
    if (result == EDITOR_COMPLETE) {
        struct arena_mark mark = arena_here(&scratch);
        result = complete_word();
        arena_back(&scratch, mark);
    }
    if (result == EDITOR_REFUSED) {
        tty_write(BELL, 1);
    }
    if (result == EDITOR_CLEAR) {
        clear_screen();
    }
    paint(prompt);
    return result;
}

/* How the line ended. */
static enum editor_result edit(const char *prompt)
{
    enum editor_result result = EDITOR_EDITED;
    editor_begin(&editor);
    paint(prompt);
    while (result != EDITOR_LINE && result != EDITOR_END && result != EDITOR_INTERRUPT) {
        int byte = tty_read();
        if (byte == TTY_END) {
            result = EDITOR_END;
        } else if (byte == TTY_REOPENED) {
            painter = (struct painter){0};
            result = tty_begin_raw() ? EDITOR_EDITED : EDITOR_END;
            paint(prompt);
        } else if (byte != TTY_INTERRUPTED) {
            result = take(byte, prompt);
        } else if (trap_due() != 0) {
            result = EDITOR_INTERRUPT;
        }
    }
    leave();
    return result;
}

/* The terminal edits lines itself. */
static enum editor_result read_cooked(const char *prompt)
{
    line_set(&editor.line, "");
    tty_write(prompt, strlen(prompt));
    for (;;) {
        int byte = tty_read();
        char character = (char)byte;
        if (byte == '\n') {
            return EDITOR_LINE;
        }
        if (byte == TTY_REOPENED) {
            line_set(&editor.line, "");
            tty_write(prompt, strlen(prompt));
        } else if (byte == TTY_INTERRUPTED && trap_due() != 0) {
            tty_write("\n", 1);
            return EDITOR_INTERRUPT;
        } else if (byte == TTY_END) {
            return editor.line.length > 0 ? EDITOR_LINE : EDITOR_END;
        } else if (byte >= 0 && !line_insert(&editor.line, &character, 1)) {
            raise_error(RAISE_STATUS, "a line is too long");
        }
    }
}

static void end_raw(void *unused)
{
    (void)unused;
    tty_end_raw();
}

static enum editor_result read_line(bool is_continued)
{
    struct cleanup cleanup;
    const char *prompt = write_first_lines(read_prompt(is_continued));
    if (!tty_begin_raw()) {
        return read_cooked(prompt);
    }
    cleanup_begin(&cleanup, end_raw, NULL);
    enum editor_result result = edit(prompt);
    cleanup_end(&cleanup);
    return result;
}

static bool read_typed(struct source *source)
{
    struct arena_mark mark = arena_here(&scratch);
    enum editor_result result = read_line(source->is_continued);
    arena_back(&scratch, mark);
    if (result == EDITOR_INTERRUPT) {
        raise_what(RAISED_INTERRUPT, INTERRUPT_STATUS);
    }
    if (result == EDITOR_END) {
        return false;
    }
    history_add(editor.line.text);
    typed = editor.line;
    typed.text[typed.length] = '\n';
    source->text = typed.text;
    source->length = typed.length + 1;
    source->at = 0;
    return true;
}

void source_of_typing(struct source *source)
{
    source_of_string(source, "");
    source->more = read_typed;
}

int builtin_history(int count, char **words)
{
    size_t back = 0;
    if (count > 1 && strcmp(words[1], "-c") == 0) {
        history_forget();
        return 0;
    }
    while (history_get(back + 1) != NULL) {
        back++;
    }
    for (size_t number = 1; back > 0; number++, back--) {
        printf("%4zu  %s\n", number, history_get(back));
    }
    return 0;
}
