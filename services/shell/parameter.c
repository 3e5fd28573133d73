/* SPDX-License-Identifier: MIT */
#include "parameter.h"

#include "expand.h"
#include "pattern.h"
#include "raise.h"
#include "shell.h"
#include "text.h"
#include "variable.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES 24

/* Setting ----------------------------------------------------------------------------------------
 */

/* Pointers and what they point to, in one piece of memory. */
static char **copy_all(char *const *values, size_t count)
{
    size_t bytes = count * sizeof *values;
    for (size_t i = 0; i < count; i++) {
        bytes += strlen(values[i]) + 1;
    }
    char **copies = take_memory(bytes);
    char *text = (char *)(copies + count);
    for (size_t i = 0; i < count; i++) {
        copies[i] = strcpy(text, values[i]);
        text += strlen(text) + 1;
    }
    return copies;
}

/* The copy comes first, for it may be one of what is replaced. */
void parameter_set_all(char *const *values, size_t count)
{
    char **copies = copy_all(values, count);
    free(shell.parameter);
    shell.parameter = copies;
    shell.parameter_count = count;
}

void parameter_block_begin(struct parameter_block *block, char *const *values, size_t count)
{
    char **copies = copy_all(values, count);
    *block = (struct parameter_block){shell.parameter, shell.parameter_count};
    shell.parameter = copies;
    shell.parameter_count = count;
}

void parameter_block_end(void *argument)
{
    const struct parameter_block *block = argument;
    free(shell.parameter);
    shell.parameter = block->parameter;
    shell.parameter_count = block->count;
}

/* Values -----------------------------------------------------------------------------------------
 */

static char *number_text(long number)
{
    char digits[NUMBER_BYTES];
    snprintf(digits, sizeof digits, "%ld", number);
    return arena_copy(&scratch, digits);
}

static char *option_letters(void)
{
    const struct {
        bool is_on;
        char letter;
    } options[] = {
        {shell.exports_all, 'a'},    {shell.ends_on_error, 'e'}, {shell.has_no_glob, 'f'},
        {shell.is_interactive, 'i'}, {shell.has_jobs, 'm'},      {shell.only_reads, 'n'},
        {shell.wants_set, 'u'},      {shell.shows_input, 'v'},   {shell.is_traced, 'x'}};
    struct text letters = {.arena = &scratch};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (options[i].is_on) {
            text_add(&letters, options[i].letter);
        }
    }
    return text_string(&letters);
}

/* Of all, with what stands between them. */
static char *join(const char *separator)
{
    struct text joined = {.arena = &scratch};
    for (size_t i = 0; i < shell.parameter_count; i++) {
        text_add_string(&joined, i == 0 ? "" : separator);
        text_add_string(&joined, shell.parameter[i]);
    }
    return text_string(&joined);
}

/* What "$*" puts between parameters. */
static const char *separator(void)
{
    const char *ifs = variable_get("IFS");
    return ifs == NULL      ? " "
           : ifs[0] == '\0' ? ""
                            : arena_copy_part(&scratch, ifs, pattern_character(ifs, strlen(ifs)));
}

static const char *numbered(const char *name)
{
    unsigned long number = strtoul(name, NULL, 10);
    if (number == 0) {
        return shell.name;
    }
    return number <= shell.parameter_count ? shell.parameter[number - 1] : NULL;
}

/* NULL: it is not set. */
static const char *value_of(const char *name)
{
    switch (name[0]) {
    case '?':
        return number_text(shell.status);
    case '$':
        return number_text((long)shell.pid);
    case '!':
        return shell.last_background == 0 ? NULL : number_text((long)shell.last_background);
    case '#':
        return number_text((long)shell.parameter_count);
    case '-':
        return option_letters();
    case '@':
        return shell.parameter_count == 0 ? NULL : join(" ");
    case '*':
        return shell.parameter_count == 0 ? NULL : join(separator());
    default:
        return name[0] >= '0' && name[0] <= '9' ? numbered(name) : variable_get(name);
    }
}

/* Actions ----------------------------------------------------------------------------------------
 */

static void add_all(struct expansion *expansion, const struct part *part)
{
    if (part->text[0] == '*' && part->is_quoted) {
        expansion_add_value(expansion, join(separator()), true);
        return;
    }
    for (size_t i = 0; i < shell.parameter_count; i++) {
        if (i > 0) {
            expansion_add(expansion, ' ', MARK_BREAK);
        }
        expansion_add_value(expansion, shell.parameter[i], part->is_quoted);
    }
}

static void add_value(struct expansion *expansion, const struct part *part, const char *value)
{
    bool is_all = part->text[0] == '@' || part->text[0] == '*';
    if (value == NULL && shell.wants_set && !is_all) {
        raise_error(RAISE_STATUS, "%s: is not set", part->text);
    }
    if (is_all) {
        add_all(expansion, part);
    } else {
        expansion_add_value(expansion, value == NULL ? "" : value, part->is_quoted);
    }
}

static void add_operand(struct expansion *expansion, const struct part *part)
{
    if (part->operand->parts == NULL && part->is_quoted) {
        expansion_add(expansion, ' ', MARK_EMPTY);
    }
    expansion_add_word(expansion, part->operand, part->is_quoted ? MARK_QUOTED : MARK_SPLIT);
}

static void assign(struct expansion *expansion, const struct part *part)
{
    if (strspn(part->text, "0123456789@*#?$!-") > 0) {
        raise_error(RAISE_STATUS, "%s: cannot be assigned to", part->text);
    }
    const char *value = expand_string(part->operand);
    variable_set(part->text, value);
    expansion_add_value(expansion, value, part->is_quoted);
}

static _Noreturn void fail(const struct part *part)
{
    const char *message = expand_string(part->operand);
    if (message[0] == '\0') {
        message = part->empty_is_unset ? "is not set, or empty" : "is not set";
    }
    raise_error(RAISE_STATUS, "%s: %s", part->text, message);
}

/* Takes away what matches at the beginning; the shortest, or the longest piece that does. */
static const char *cut_prefix(const char *value, const char *pattern, bool is_longest)
{
    size_t length = strlen(value), best = 0;
    bool is_found = false;
    for (size_t bytes = 0; bytes <= length && (is_longest || !is_found); bytes++) {
        if (pattern_matches(pattern, value, bytes)) {
            is_found = true;
            best = bytes;
        }
    }
    return value + best;
}

static const char *cut_suffix(const char *value, const char *pattern, bool is_longest)
{
    size_t length = strlen(value), best = length;
    bool is_found = false;
    for (size_t at = length + 1; at-- > 0 && (is_longest || !is_found);) {
        if (pattern_matches(pattern, value + at, length - at)) {
            is_found = true;
            best = at;
        }
    }
    return arena_copy_part(&scratch, value, best);
}

static void cut(struct expansion *expansion, const struct part *part, const char *value)
{
    const char *pattern = expand_pattern(part->operand);
    bool is_longest =
        part->action == PARAMETER_CUT_LONG_PREFIX || part->action == PARAMETER_CUT_LONG_SUFFIX;
    bool is_prefix =
        part->action == PARAMETER_CUT_SHORT_PREFIX || part->action == PARAMETER_CUT_LONG_PREFIX;
    if (value == NULL) {
        add_value(expansion, part, NULL);
        return;
    }
    expansion_add_value(expansion,
                        is_prefix ? cut_prefix(value, pattern, is_longest)
                                  : cut_suffix(value, pattern, is_longest),
                        part->is_quoted);
}

static void add_length(struct expansion *expansion, const struct part *part, const char *value)
{
    bool is_all = part->text[0] == '@' || part->text[0] == '*';
    if (value == NULL && shell.wants_set && !is_all) {
        raise_error(RAISE_STATUS, "%s: is not set", part->text);
    }
    size_t length = is_all ? shell.parameter_count : value == NULL ? 0 : pattern_count(value);
    expansion_add_value(expansion, number_text((long)length), part->is_quoted);
}

void parameter_expand(struct expansion *expansion, const struct part *part)
{
    const char *value = value_of(part->text);
    bool is_set = value != NULL && !(part->empty_is_unset && value[0] == '\0');
    switch (part->action) {
    case PARAMETER_VALUE:
        add_value(expansion, part, value);
        break;
    case PARAMETER_LENGTH:
        add_length(expansion, part, value);
        break;
    case PARAMETER_ALTERNATIVE:
        if (is_set) {
            add_operand(expansion, part);
        } else if (part->is_quoted) {
            expansion_add(expansion, ' ', MARK_EMPTY);
        }
        break;
    case PARAMETER_DEFAULT:
    case PARAMETER_ASSIGN:
    case PARAMETER_ERROR:
        if (is_set) {
            add_value(expansion, part, value);
        } else if (part->action == PARAMETER_DEFAULT) {
            add_operand(expansion, part);
        } else if (part->action == PARAMETER_ASSIGN) {
            assign(expansion, part);
        } else {
            fail(part);
        }
        break;
    default:
        cut(expansion, part, value);
        break;
    }
}
