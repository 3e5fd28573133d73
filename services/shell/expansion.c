/* SPDX-License-Identifier: MIT */
#include "expansion.h"

#include "arena.h"
#include "arithmetic.h"
#include "execute.h"
#include "expand.h"
#include "parameter.h"
#include "text.h"
#include <stdio.h>
#include <string.h>

#define FIRST_ROOM 32u
#define NUMBER_BYTES 24

void expansion_add(struct expansion *expansion, char byte, enum mark mark)
{
    if (expansion->length == expansion->room) {
        size_t room = expansion->room == 0 ? FIRST_ROOM : 2 * expansion->room;
        char *bytes = arena_take(&scratch, room);
        unsigned char *marks = arena_take(&scratch, room);
        if (expansion->length > 0) {
            memcpy(bytes, expansion->bytes, expansion->length);
            memcpy(marks, expansion->marks, expansion->length);
        }
        *expansion = (struct expansion){bytes, marks, expansion->length, room};
    }
    expansion->bytes[expansion->length] = byte;
    expansion->marks[expansion->length++] = (unsigned char)mark;
}

static void add_string(struct expansion *expansion, const char *string, enum mark mark)
{
    for (; *string != '\0'; string++) {
        expansion_add(expansion, *string, mark);
    }
}

void expansion_add_value(struct expansion *expansion, const char *value, bool is_quoted)
{
    if (is_quoted && value[0] == '\0') {
        expansion_add(expansion, ' ', MARK_EMPTY);
    }
    add_string(expansion, value, is_quoted ? MARK_QUOTED : MARK_SPLIT);
}

static void add_text(struct expansion *expansion, const struct part *part, enum mark mark)
{
    if (part->is_quoted) {
        expansion_add_value(expansion, part->text, true);
    } else {
        add_string(expansion, part->text, mark);
    }
}

static void add_command(struct expansion *expansion, const struct part *part)
{
    struct text output = {.arena = &scratch};
    execute_captured(part->command, &output);
    while (output.length > 0 && output.bytes[output.length - 1] == '\n') {
        output.length--;
    }
    expansion_add_value(expansion, text_string(&output), part->is_quoted);
}

static void add_arithmetic(struct expansion *expansion, const struct part *part)
{
    char digits[NUMBER_BYTES];
    snprintf(digits, sizeof digits, "%lld",
             (long long)arithmetic_value(expand_string(part->operand)));
    expansion_add_value(expansion, digits, part->is_quoted);
}

void expansion_add_word(struct expansion *expansion, const struct word *word, enum mark mark)
{
    for (const struct part *part = word->parts; part != NULL; part = part->next) {
        switch (part->kind) {
        case PART_TEXT:
            add_text(expansion, part, mark);
            break;
        case PART_PARAMETER:
            parameter_expand(expansion, part);
            break;
        case PART_COMMAND:
            add_command(expansion, part);
            break;
        case PART_ARITHMETIC:
            add_arithmetic(expansion, part);
            break;
        }
    }
}

char *expansion_string(const struct expansion *expansion)
{
    struct text text = {.arena = &scratch};
    for (size_t i = 0; i < expansion->length; i++) {
        if (expansion->marks[i] != MARK_EMPTY) {
            text_add(&text, expansion->bytes[i]);
        }
    }
    return text_string(&text);
}

/* Whether a pattern may take the byte for more than itself. */
static bool is_special(char byte)
{
    return strchr("*?[]!^-\\:", byte) != NULL;
}

char *expansion_pattern(const struct expansion *expansion, bool escapes_backslash)
{
    struct text text = {.arena = &scratch};
    for (size_t i = 0; i < expansion->length; i++) {
        char byte = expansion->bytes[i];
        if (expansion->marks[i] == MARK_EMPTY) {
            continue;
        }
        if ((expansion->marks[i] == MARK_QUOTED && is_special(byte)) ||
            (byte == '\\' && escapes_backslash)) {
            text_add(&text, '\\');
        }
        text_add(&text, byte);
    }
    return text_string(&text);
}
