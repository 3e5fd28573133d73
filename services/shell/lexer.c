/* SPDX-License-Identifier: MIT */
#include "lexer.h"

#include "raise.h"
#include "shell.h"
#include "word.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 100u /* a bound for the stack */
#define MESSAGE_BYTES 160

void lexer_open(struct lexer *lexer, struct source *source, struct script *script, unsigned line)
{
    *lexer = (struct lexer){
        .source = source, .script = script, .line = line, .kept = {.arena = &script->arena}};
}

void lexer_fail(const struct lexer *lexer, const char *format, ...)
{
    char message[MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    shell.line = lexer->line;
    raise_error(RAISE_STATUS, "syntax error: %s", message);
}

void lexer_enter(struct lexer *lexer)
{
    raise_if_too_deep();
    if (++lexer->depth > DEPTH_MAX) {
        lexer_fail(lexer, "commands lie too deep in each other");
    }
}

void lexer_leave(struct lexer *lexer)
{
    lexer->depth--;
}

int lexer_get_raw(struct lexer *lexer)
{
    int character =
        lexer->back_count > 0 ? lexer->back[--lexer->back_count] : source_get(lexer->source);
    if (character == '\n') {
        lexer->line++;
    }
    if (lexer->keeps_text && character != SOURCE_END) {
        text_add(&lexer->kept, (char)character);
    }
    return character;
}

void lexer_unget(struct lexer *lexer, int character)
{
    lexer->back[lexer->back_count++] = character;
    if (character == '\n') {
        lexer->line--;
    }
    if (lexer->keeps_text && character != SOURCE_END) {
        lexer->kept.length--;
    }
}

int lexer_get(struct lexer *lexer)
{
    int character;
    while ((character = lexer_get_raw(lexer)) == '\\') {
        int next = lexer_get_raw(lexer);
        if (next != '\n') {
            lexer_unget(lexer, next);
            break;
        }
    }
    return character;
}

static bool take_if(struct lexer *lexer, char wanted)
{
    int character = lexer_get(lexer);
    if (character == wanted) {
        return true;
    }
    lexer_unget(lexer, character);
    return false;
}

/* Here-documents ---------------------------------------------------------------------------------
 */

void lexer_announce(struct lexer *lexer, struct redirection *redirection, struct word *delimiter,
                    bool strips_tabs)
{
    struct arena *arena = &lexer->script->arena;
    struct here *here = arena_take(arena, sizeof *here);
    struct text text = {.arena = arena};
    for (const struct part *part = delimiter->parts; part != NULL; part = part->next) {
        if (part->kind != PART_TEXT) {
            lexer_fail(lexer, "the end of a here-document is no plain word");
        }
        here->is_literal = here->is_literal || part->is_quoted;
        text_add_string(&text, part->text);
    }
    *here = (struct here){.redirection = redirection,
                          .delimiter = text_string(&text),
                          .is_literal = here->is_literal,
                          .strips_tabs = strips_tabs};
    struct here **tail = &lexer->here;
    while (*tail != NULL) {
        tail = &(*tail)->next;
    }
    *tail = here;
}

/* Adds a line with its newline; false: there is none. */
static bool read_line(struct lexer *lexer, struct text *text, bool strips_tabs)
{
    int character = lexer_get_raw(lexer);
    while (strips_tabs && character == '\t') {
        character = lexer_get_raw(lexer);
    }
    if (character == SOURCE_END) {
        return false;
    }
    for (; character != '\n' && character != SOURCE_END; character = lexer_get_raw(lexer)) {
        text_add(text, (char)character);
    }
    text_add(text, '\n');
    return true;
}

static void read_here(struct lexer *lexer, struct here *here)
{
    struct text body = {.arena = &lexer->script->arena};
    unsigned line = lexer->line;
    size_t length = strlen(here->delimiter), start = 0;
    while (read_line(lexer, &body, here->strips_tabs)) {
        if (body.length - start == length + 1 &&
            memcmp(body.bytes + start, here->delimiter, length) == 0) {
            body.length = start;
            break;
        }
        start = body.length;
    }
    here->redirection->word = here->is_literal ? word_of_text(lexer->script, text_string(&body))
                                               : word_of_here(lexer, text_string(&body), line);
}

static void read_pending(struct lexer *lexer)
{
    while (lexer->here != NULL) {
        struct here *here = lexer->here;
        lexer->here = here->next;
        read_here(lexer, here);
    }
}

/* Tokens -----------------------------------------------------------------------------------------
 */

static int skip_blanks(struct lexer *lexer)
{
    int character = lexer_get(lexer);
    while (character == ' ' || character == '\t') {
        character = lexer_get(lexer);
    }
    if (character == '#') {
        while (character != '\n' && character != SOURCE_END) {
            character = lexer_get_raw(lexer);
        }
    }
    return character;
}

static enum token_kind less(struct lexer *lexer)
{
    if (take_if(lexer, '<')) {
        return take_if(lexer, '-') ? TOKEN_HERE_TABS : TOKEN_HERE;
    }
    return take_if(lexer, '&')   ? TOKEN_LESS_AND
           : take_if(lexer, '>') ? TOKEN_LESS_GREAT
                                 : TOKEN_LESS;
}

static enum token_kind great(struct lexer *lexer)
{
    return take_if(lexer, '>')   ? TOKEN_APPEND
           : take_if(lexer, '&') ? TOKEN_GREAT_AND
           : take_if(lexer, '|') ? TOKEN_CLOBBER
                                 : TOKEN_GREAT;
}

/* The operator that the character begins, or TOKEN_WORD. */
static enum token_kind symbol(struct lexer *lexer, int character)
{
    switch (character) {
    case SOURCE_END:
        return TOKEN_END;
    case '\n':
        return TOKEN_NEWLINE;
    case '&':
        return take_if(lexer, '&') ? TOKEN_AND_IF : TOKEN_AMPERSAND;
    case '|':
        return take_if(lexer, '|') ? TOKEN_OR_IF : TOKEN_PIPE;
    case ';':
        return take_if(lexer, ';') ? TOKEN_DOUBLE_SEMI : TOKEN_SEMI;
    case '(':
        return TOKEN_LEFT;
    case ')':
        return TOKEN_RIGHT;
    case '<':
        return less(lexer);
    case '>':
        return great(lexer);
    default:
        return TOKEN_WORD;
    }
}

static void read_word(struct lexer *lexer, struct token *token)
{
    token->word = word_read(lexer);
    const struct part *part = token->word->parts;
    if (part->next == NULL && part->kind == PART_TEXT && !part->is_quoted) {
        token->literal = part->text;
    }
    if (token->literal != NULL && strlen(token->literal) == 1 && token->literal[0] >= '0' &&
        token->literal[0] <= '9') {
        int next = lexer_get(lexer);
        lexer_unget(lexer, next);
        token->kind = next == '<' || next == '>' ? TOKEN_NUMBER : TOKEN_WORD;
    }
}

struct token lexer_next(struct lexer *lexer)
{
    int character = skip_blanks(lexer);
    size_t start = lexer->kept.length - (lexer->keeps_text && character != SOURCE_END);
    struct token token = {.start = start, .line = lexer->line - (character == '\n')};
    token.kind = symbol(lexer, character);
    if (token.kind == TOKEN_WORD) {
        lexer_unget(lexer, character);
        read_word(lexer, &token);
    } else if (token.kind == TOKEN_NEWLINE || token.kind == TOKEN_END) {
        read_pending(lexer);
    }
    lexer->source->is_continued = true;
    return token;
}
