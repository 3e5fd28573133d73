/* SPDX-License-Identifier: MIT */
/*
 * Reading words. Invariant: the text that is gathered is all quoted or all not, and is put behind
 * the other parts before anything else is.
 */
#include "word.h"

#include "parser.h"
#include <string.h>

struct reader {
    struct lexer *lexer;
    struct part *parts;
    struct part **tail;
    struct text text; /* gathered */
    bool is_quoted;   /* the gathered text */
};

static void read_dollar(struct reader *reader, bool is_quoted);
static void read_double(struct reader *reader);

/* Parts ------------------------------------------------------------------------------------------
 */

static void open_reader(struct reader *reader, struct lexer *lexer)
{
    *reader = (struct reader){.lexer = lexer, .text = {.arena = &lexer->script->arena}};
    reader->tail = &reader->parts;
}

static struct part *add_part(struct reader *reader, enum part_kind kind, bool is_quoted)
{
    struct part *part = arena_take(reader->text.arena, sizeof *part);
    part->kind = kind;
    part->is_quoted = is_quoted;
    *reader->tail = part;
    reader->tail = &part->next;
    return part;
}

static void flush(struct reader *reader)
{
    if (reader->text.length > 0) {
        add_part(reader, PART_TEXT, reader->is_quoted)->text = text_string(&reader->text);
        reader->text = (struct text){.arena = reader->text.arena};
    }
}

static void add(struct reader *reader, int character, bool is_quoted)
{
    if (is_quoted != reader->is_quoted) {
        flush(reader);
        reader->is_quoted = is_quoted;
    }
    text_add(&reader->text, (char)character);
}

static struct word *finish(struct reader *reader)
{
    flush(reader);
    struct word *word = arena_take(reader->text.arena, sizeof *word);
    word->parts = reader->parts;
    return word;
}

/* Quotes that stand around nothing make an empty word. */
static void add_empty(struct reader *reader)
{
    flush(reader);
    add_part(reader, PART_TEXT, true)->text = "";
}

/* Quotes -----------------------------------------------------------------------------------------
 */

static _Noreturn void fail_open(struct reader *reader, unsigned line, const char *what)
{
    reader->lexer->line = line;
    lexer_fail(reader->lexer, "%s has no end", what);
}

static void read_single(struct reader *reader)
{
    unsigned line = reader->lexer->line;
    int character = lexer_get_raw(reader->lexer);
    if (character == '\'') {
        add_empty(reader);
    }
    for (; character != '\''; character = lexer_get_raw(reader->lexer)) {
        if (character == SOURCE_END) {
            fail_open(reader, line, "a single quote");
        }
        add(reader, character, true);
    }
}

/* Behind a backslash, outside of quotes. */
static void read_escaped(struct reader *reader)
{
    int character = lexer_get_raw(reader->lexer);
    if (character == SOURCE_END) {
        add(reader, '\\', true);
    } else {
        add(reader, character, true);
    }
}

/* Behind a backslash that escapes only some characters. */
static void read_escaped_of(struct reader *reader, const char *escapable)
{
    int character = lexer_get_raw(reader->lexer);
    if (character == SOURCE_END || strchr(escapable, character) == NULL) {
        lexer_unget(reader->lexer, character);
        character = '\\';
    }
    add(reader, character, true);
}

static struct node *parse_text(struct lexer *lexer, const char *text, unsigned line)
{
    struct source source;
    struct lexer inner;
    source_of_string(&source, text);
    lexer_open(&inner, &source, lexer->script, line);
    inner.depth = lexer->depth;
    return parser_all(&inner);
}

/* Behind a backquote. */
static void read_backquote(struct reader *reader, bool is_quoted)
{
    struct lexer *lexer = reader->lexer;
    struct text text = {.arena = reader->text.arena};
    unsigned line = lexer->line;
    int character;
    while ((character = lexer_get(lexer)) != '`') {
        if (character == '\\') {
            character = lexer_get_raw(lexer);
            if (character == SOURCE_END ||
                strchr(is_quoted ? "$`\\\"" : "$`\\", character) == NULL) {
                text_add(&text, '\\');
            }
        }
        if (character == SOURCE_END) {
            fail_open(reader, line, "a backquote");
        }
        text_add(&text, (char)character);
    }
    flush(reader);
    struct part *part = add_part(reader, PART_COMMAND, is_quoted);
    lexer_enter(lexer);
    part->command = parse_text(lexer, text_string(&text), line);
    lexer_leave(lexer);
}

/* What is special between double quotes but for their end. */
static void read_in_double(struct reader *reader, int character, const char *escapable)
{
    if (character == '\\') {
        read_escaped_of(reader, escapable);
    } else if (character == '$') {
        read_dollar(reader, true);
    } else if (character == '`') {
        read_backquote(reader, true);
    } else {
        add(reader, character, true);
    }
}

static void read_double(struct reader *reader)
{
    unsigned line = reader->lexer->line;
    int character = lexer_get(reader->lexer);
    if (character == '"') {
        add_empty(reader);
    }
    for (; character != '"'; character = lexer_get(reader->lexer)) {
        if (character == SOURCE_END) {
            fail_open(reader, line, "a double quote");
        }
        read_in_double(reader, character, "$`\"\\");
    }
}

static void read_unquoted(struct reader *reader, int character)
{
    switch (character) {
    case '\\':
        read_escaped(reader);
        break;
    case '\'':
        read_single(reader);
        break;
    case '"':
        read_double(reader);
        break;
    case '$':
        read_dollar(reader, false);
        break;
    case '`':
        read_backquote(reader, false);
        break;
    default:
        add(reader, character, false);
        break;
    }
}

/* Behind a dollar --------------------------------------------------------------------------------
 */

static bool is_name_start(int character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           character == '_';
}

static bool is_digit(int character)
{
    return character >= '0' && character <= '9';
}

static bool is_special(int character)
{
    return character > 0 && strchr("@*#?$!-", character) != NULL;
}

size_t word_name_length(const char *text)
{
    size_t length = 0;
    if (is_name_start((unsigned char)text[0])) {
        while (is_name_start((unsigned char)text[length]) ||
               is_digit((unsigned char)text[length])) {
            length++;
        }
    }
    return length;
}

/* The name whose first character is given; NULL: there is none. In braces numbers are longer. */
static const char *read_name(struct reader *reader, int character, bool in_braces)
{
    struct text name = {.arena = reader->text.arena};
    bool is_number = is_digit(character);
    if (!is_number && !is_name_start(character)) {
        if (!is_special(character)) {
            return NULL;
        }
        text_add(&name, (char)character);
        return text_string(&name);
    }
    do {
        text_add(&name, (char)character);
        character = lexer_get(reader->lexer);
    } while (is_number ? in_braces && is_digit(character)
                       : is_name_start(character) || is_digit(character));
    lexer_unget(reader->lexer, character);
    return text_string(&name);
}

/* The word in ${name:-word}, up to the brace, which is taken. */
static struct word *read_operand(struct reader *outer, bool is_quoted)
{
    struct reader reader;
    struct lexer *lexer = outer->lexer;
    unsigned line = lexer->line;
    int character;
    open_reader(&reader, lexer);
    lexer_enter(lexer);
    while ((character = lexer_get(lexer)) != '}') {
        if (character == SOURCE_END) {
            fail_open(outer, line, "a brace");
        }
        if (!is_quoted) {
            read_unquoted(&reader, character);
        } else if (character == '"') {
            read_double(&reader);
        } else {
            read_in_double(&reader, character, "$`\"\\}");
        }
    }
    lexer_leave(lexer);
    return finish(&reader);
}

static enum parameter_action cut(struct reader *reader, int character)
{
    int next = lexer_get(reader->lexer);
    if (next != character) {
        lexer_unget(reader->lexer, next);
        return character == '%' ? PARAMETER_CUT_SHORT_SUFFIX : PARAMETER_CUT_SHORT_PREFIX;
    }
    return character == '%' ? PARAMETER_CUT_LONG_SUFFIX : PARAMETER_CUT_LONG_PREFIX;
}

static void read_action(struct reader *reader, struct part *part)
{
    int character = lexer_get(reader->lexer);
    part->empty_is_unset = character == ':';
    if (part->empty_is_unset) {
        character = lexer_get(reader->lexer);
    }
    static const struct {
        char character;
        enum parameter_action action;
    } actions[] = {{'-', PARAMETER_DEFAULT},
                   {'=', PARAMETER_ASSIGN},
                   {'?', PARAMETER_ERROR},
                   {'+', PARAMETER_ALTERNATIVE}};
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (character == actions[i].character) {
            part->action = actions[i].action;
            part->operand = read_operand(reader, part->is_quoted);
            return;
        }
    }
    if (!part->empty_is_unset && (character == '%' || character == '#')) {
        part->action = cut(reader, character);
        part->operand = read_operand(reader, false);
    } else if (part->empty_is_unset || character != '}') {
        lexer_fail(reader->lexer, "${%s is followed by nonsense", part->text);
    }
}

/* ${#name}; false: it is $# with an action, or nothing. */
static bool read_length(struct reader *reader, struct part *part)
{
    int character = lexer_get(reader->lexer);
    if (is_special(character)) {
        int next = lexer_get(reader->lexer);
        lexer_unget(reader->lexer, next);
        if (next != '}') {
            lexer_unget(reader->lexer, character);
            return false;
        }
    } else if (!is_digit(character) && !is_name_start(character)) {
        lexer_unget(reader->lexer, character);
        return false;
    }
    part->text = read_name(reader, character, true);
    part->action = PARAMETER_LENGTH;
    if (lexer_get(reader->lexer) != '}') {
        lexer_fail(reader->lexer, "${#%s is not followed by a brace", part->text);
    }
    return true;
}

static void read_braces(struct reader *reader, struct part *part)
{
    int character = lexer_get(reader->lexer);
    if (character == '#' && read_length(reader, part)) {
        return;
    }
    part->text = read_name(reader, character, true);
    if (part->text == NULL) {
        lexer_fail(reader->lexer, "${ is not followed by a parameter");
    }
    read_action(reader, part);
}

/* Behind $((: an expression, up to the two parentheses. */
static struct word *read_arithmetic(struct reader *outer)
{
    struct reader reader;
    struct lexer *lexer = outer->lexer;
    unsigned line = lexer->line, open = 0;
    open_reader(&reader, lexer);
    lexer_enter(lexer);
    for (;;) {
        int character = lexer_get(lexer);
        if (character == ')' && open == 0) {
            if (lexer_get(lexer) != ')') {
                lexer_fail(lexer, "$(( is not followed by ))");
            }
            break;
        }
        open += character == '(';
        open -= character == ')';
        if (character == SOURCE_END) {
            fail_open(outer, line, "$((");
        }
        if (character != '"') {
            read_in_double(&reader, character, "$`\\\"");
        }
    }
    lexer_leave(lexer);
    return finish(&reader);
}

static void read_parenthesis(struct reader *reader, bool is_quoted)
{
    struct lexer *lexer = reader->lexer;
    int next = lexer_get(lexer);
    if (next == '(') {
        add_part(reader, PART_ARITHMETIC, is_quoted)->operand = read_arithmetic(reader);
        return;
    }
    lexer_unget(lexer, next);
    struct part *part = add_part(reader, PART_COMMAND, is_quoted);
    lexer_enter(lexer);
    part->command = parser_up_to_right(lexer);
    lexer_leave(lexer);
}

static void read_dollar(struct reader *reader, bool is_quoted)
{
    int character = lexer_get(reader->lexer);
    if (character == '(' || character == '{') {
        flush(reader);
        if (character == '(') {
            read_parenthesis(reader, is_quoted);
        } else {
            read_braces(reader, add_part(reader, PART_PARAMETER, is_quoted));
        }
        return;
    }
    const char *name = read_name(reader, character, false);
    if (name == NULL) {
        lexer_unget(reader->lexer, character);
        add(reader, '$', is_quoted);
        return;
    }
    flush(reader);
    add_part(reader, PART_PARAMETER, is_quoted)->text = name;
}

/* Words ------------------------------------------------------------------------------------------
 */

static bool ends_word(int character)
{
    return character == SOURCE_END || strchr(" \t\n;&|<>()", character) != NULL;
}

struct word *word_read(struct lexer *lexer)
{
    struct reader reader;
    int character;
    open_reader(&reader, lexer);
    while (!ends_word(character = lexer_get(lexer))) {
        read_unquoted(&reader, character);
    }
    lexer_unget(lexer, character);
    return finish(&reader);
}

struct word *word_of_text(struct script *script, const char *text)
{
    struct word *word = arena_take(&script->arena, sizeof *word);
    word->parts = arena_take(&script->arena, sizeof *word->parts);
    *word->parts = (struct part){.kind = PART_TEXT, .is_quoted = true, .text = text};
    return word;
}

struct word *word_of_here(struct lexer *lexer, const char *text, unsigned line)
{
    struct source source;
    struct lexer inner;
    struct reader reader;
    int character;
    source_of_string(&source, text);
    lexer_open(&inner, &source, lexer->script, line);
    inner.depth = lexer->depth;
    open_reader(&reader, &inner);
    while ((character = lexer_get(&inner)) != SOURCE_END) {
        read_in_double(&reader, character, "$`\\");
    }
    return finish(&reader);
}

struct word *word_assignment(struct script *script, const struct word *word)
{
    const struct part *first = word->parts;
    if (first == NULL || first->kind != PART_TEXT || first->is_quoted) {
        return NULL;
    }
    size_t length = word_name_length(first->text);
    if (length == 0 || first->text[length] != '=') {
        return NULL;
    }
    struct word *assignment = arena_take(&script->arena, sizeof *assignment);
    assignment->name = arena_copy_part(&script->arena, first->text, length);
    assignment->parts = first->next;
    if (first->text[length + 1] != '\0') {
        assignment->parts = arena_take(&script->arena, sizeof *assignment->parts);
        *assignment->parts = *first;
        assignment->parts->text = first->text + length + 1;
    }
    return assignment;
}
