/* SPDX-License-Identifier: MIT */
#include "expand.h"

#include "expansion.h"
#include "glob.h"
#include "pattern.h"
#include "shell.h"
#include "variable.h"
#include <string.h>

#define FIRST_ROOM 8u

void fields_add(struct fields *fields, char *field)
{
    if (fields->count + 1 >= fields->room) {
        size_t room = fields->room == 0 ? FIRST_ROOM : 2 * fields->room;
        char **more = arena_take(&scratch, room * sizeof *more);
        if (fields->count > 0) {
            memcpy(more, fields->field, fields->count * sizeof *more);
        }
        fields->field = more;
        fields->room = room;
    }
    fields->field[fields->count++] = field;
    fields->field[fields->count] = NULL;
}

/* A field is complete: it, or the names of files that match it. */
static void finish(const struct expansion *field, struct fields *fields)
{
    if (!shell.has_no_glob) {
        const char *pattern = expansion_pattern(field, true);
        if (pattern_is_special(pattern) && glob_add(pattern, fields)) {
            return;
        }
    }
    fields_add(fields, expansion_string(field));
}

/* Where fields end (XCU 2.6.5). */
struct splitter {
    struct fields *fields;
    struct expansion field; /* under way */
    bool is_field;          /* it is one, even if it is empty */
    bool after_space;       /* white space has ended the last one */
};

static void end_field(struct splitter *splitter)
{
    if (splitter->is_field) {
        finish(&splitter->field, splitter->fields);
    }
    splitter->field = (struct expansion){0};
    splitter->is_field = false;
}

static void separate(struct splitter *splitter, char byte)
{
    if (byte == ' ' || byte == '\t' || byte == '\n') {
        splitter->after_space = splitter->after_space || splitter->is_field;
        end_field(splitter);
    } else if (splitter->after_space && !splitter->is_field) {
        splitter->after_space = false;
    } else {
        splitter->is_field = true;
        end_field(splitter);
    }
}

static void take(struct splitter *splitter, char byte, enum mark mark, const char *ifs)
{
    if (mark == MARK_BREAK) {
        end_field(splitter);
        splitter->after_space = false;
    } else if (mark == MARK_EMPTY) {
        splitter->is_field = true;
    } else if (mark == MARK_SPLIT && strchr(ifs, byte) != NULL) {
        separate(splitter, byte);
    } else {
        splitter->is_field = true;
        splitter->after_space = false;
        expansion_add(&splitter->field, byte, mark);
    }
}

static void split(const struct expansion *expansion, struct fields *fields)
{
    const char *ifs = variable_get("IFS");
    struct splitter splitter = {.fields = fields};
    for (size_t i = 0; i < expansion->length; i++) {
        take(&splitter, expansion->bytes[i], (enum mark)expansion->marks[i],
             ifs == NULL ? " \t\n" : ifs);
    }
    end_field(&splitter);
}

void expand_words(const struct word *word, struct fields *fields)
{
    for (; word != NULL; word = word->next) {
        struct expansion expansion = {0};
        expansion_add_word(&expansion, word, MARK_PLAIN);
        split(&expansion, fields);
    }
}

char *expand_string(const struct word *word)
{
    struct expansion expansion = {0};
    expansion_add_word(&expansion, word, MARK_PLAIN);
    return expansion_string(&expansion);
}

char *expand_pattern(const struct word *word)
{
    struct expansion expansion = {0};
    expansion_add_word(&expansion, word, MARK_PLAIN);
    return expansion_pattern(&expansion, false);
}
