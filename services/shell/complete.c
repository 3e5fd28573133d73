/* SPDX-License-Identifier: MIT */
#include "complete.h"

#include "builtin.h"
#include "function.h"
#include "program.h"
#include "text.h"
#include "variable.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SEPARATORS " \t;|&()<>"
#define QUOTED " \t\n\\'\"$`;|&()<>*?[]#!~{}"

/* The word before the cursor. */
struct place {
    size_t start;     /* of the word */
    size_t last;      /* of its last component */
    bool is_command;  /* a command can stand there */
    char *directory;  /* before the last component, without quotes; "" if there is none */
    char *beginning;  /* of the last component, without quotes */
    char quote;       /* that is open at the cursor; NUL: none is */
    bool is_variable; /* a dollar stands before it */
};

/* Whether a command follows a text that ends in a word, which begins here, and a blank. */
static bool is_opening_word(const char *text, size_t start, size_t end)
{
    static const char *const words[] = {"!",  "{",    "do",    "elif", "else",
                                        "if", "then", "until", "while"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i]) == end - start && strncmp(text + start, words[i], end - start) == 0) {
            return true;
        }
    }
    return false;
}

/* Where words are, with quotes heeded. */
static void find_word(const struct line *line, struct place *place)
{
    char quote = '\0';
    bool was_command = true;
    *place = (struct place){.is_command = true};
    for (size_t at = 0; at < line->cursor; at++) {
        char byte = line->text[at];
        if (byte == '/') {
            place->last = at + 1;
        } else if (quote != '\0') {
            quote = byte == quote ? '\0' : quote;
        } else if (byte == '\\') {
            at++;
        } else if (byte == '\'' || byte == '"') {
            quote = byte;
        } else if (strchr(SEPARATORS, byte) != NULL) {
            bool is_blank = byte == ' ' || byte == '\t';
            bool is_empty = at == place->start;
            was_command = is_blank ? (is_empty ? was_command
                                               : place->is_command &&
                                                     is_opening_word(line->text, place->start, at))
                                   : byte != '<' && byte != '>';
            place->is_command = was_command;
            place->start = place->last = at + 1;
        }
    }
    place->quote = quote;
    place->start = place->start < line->cursor ? place->start : line->cursor;
    place->last = place->last < line->cursor ? place->last : line->cursor;
}

static char *without_quotes(const char *text, size_t length)
{
    struct text plain = {.arena = &scratch};
    char quote = '\0';
    for (size_t i = 0; i < length; i++) {
        if (text[i] == quote && quote != '\0') {
            quote = '\0';
        } else if (quote == '\0' && (text[i] == '\'' || text[i] == '"')) {
            quote = text[i];
        } else {
            i += text[i] == '\\' && quote != '\'' && i + 1 < length;
            text_add(&plain, text[i]);
        }
    }
    return text_string(&plain);
}

static void find_place(const struct line *line, struct place *place)
{
    find_word(line, place);
    place->directory = without_quotes(line->text + place->start, place->last - place->start);
    place->beginning = without_quotes(line->text + place->last, line->cursor - place->last);
    place->is_variable = place->start == place->last && line->text[place->start] == '$';
    place->is_command = place->is_command && place->start == place->last;
}

/* Candidates -------------------------------------------------------------------------------------
 */

static bool begins_so(const char *name, const char *beginning)
{
    return strncmp(name, beginning, strlen(beginning)) == 0;
}

static void add(struct fields *fields, const char *before, const char *name, const char *behind)
{
    struct text text = {.arena = &scratch};
    text_add_string(&text, before);
    text_add_string(&text, name);
    text_add_string(&text, behind);
    fields_add(fields, text_string(&text));
}

static void add_variables(const struct place *place, struct fields *fields)
{
    const struct variable *variable = NULL;
    while ((variable = variable_next(variable)) != NULL) {
        if (begins_so(variable->name, place->beginning + 1)) {
            add(fields, "$", variable->name, "");
        }
    }
}

static void add_commands(const struct place *place, struct fields *fields)
{
    const struct builtin *builtin;
    const struct function *function = NULL;
    for (unsigned i = 0; (builtin = builtin_number(i)) != NULL; i++) {
        if (begins_so(builtin->name, place->beginning)) {
            add(fields, builtin->name, "", "");
        }
    }
    while ((function = function_next(function)) != NULL) {
        if (begins_so(function->name, place->beginning)) {
            add(fields, function->name, "", "");
        }
    }
    program_complete(place->beginning, fields);
}

static bool is_directory(const char *directory, const char *name)
{
    struct text path = {.arena = &scratch};
    struct stat status;
    text_add_string(&path, directory);
    text_add_string(&path, name);
    return stat(text_string(&path), &status) == 0 && S_ISDIR(status.st_mode);
}

static void add_paths(const struct place *place, struct fields *fields)
{
    DIR *directory = opendir(place->directory[0] == '\0' ? "." : place->directory);
    if (directory == NULL) {
        return;
    }
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        const char *name = entry->d_name;
        bool is_hidden = name[0] == '.' && place->beginning[0] != '.';
        bool is_self = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
        if (begins_so(name, place->beginning) && !is_hidden && !is_self) {
            add(fields, name, is_directory(place->directory, name) ? "/" : "", "");
        }
    }
    closedir(directory);
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void sort(struct fields *fields)
{
    size_t kept = 0;
    if (fields->count == 0) {
        return;
    }
    qsort(fields->field, fields->count, sizeof *fields->field, compare);
    for (size_t i = 1; i < fields->count; i++) {
        if (strcmp(fields->field[i], fields->field[kept]) != 0) {
            fields->field[++kept] = fields->field[i];
        }
    }
    fields->count = kept + 1;
}

/* The result -------------------------------------------------------------------------------------
 */

/* How long the text is that all begin with; whole code points. */
static size_t common_length(const struct fields *fields)
{
    const char *first = fields->field[0];
    size_t length = strlen(first);
    for (size_t i = 1; i < fields->count; i++) {
        size_t same = 0;
        while (same < length && fields->field[i][same] == first[same]) {
            same++;
        }
        length = same;
    }
    while (((unsigned char)first[length] & 0xC0u) == 0x80u) {
        length--;
    }
    return length;
}

/* As it would have to be typed there; `ends`: nothing more belongs to it. */
static char *quote(const struct place *place, const char *text, size_t length, bool ends)
{
    struct text quoted = {.arena = &scratch};
    const char *escaped = place->is_variable || place->quote == '\'' ? ""
                          : place->quote == '"'                      ? "\\\"$`"
                                                                     : QUOTED;
    bool is_beginning = place->quote != '\0' && place->start == place->last;
    if (is_beginning) {
        text_add(&quoted, place->quote);
    }
    for (size_t i = 0; i < length; i++) {
        if (strchr(escaped, text[i]) != NULL) {
            text_add(&quoted, '\\');
        }
        text_add(&quoted, text[i]);
    }
    if (ends && place->quote != '\0') {
        text_add(&quoted, place->quote);
    }
    text_add_string(&quoted, ends ? " " : "");
    return text_string(&quoted);
}

void complete(const struct line *line, struct completion *completion)
{
    struct place place;
    find_place(line, &place);
    struct fields *fields = &completion->candidates;
    *completion = (struct completion){.start = place.last};
    if (place.is_variable) {
        add_variables(&place, fields);
    } else if (place.is_command) {
        add_commands(&place, fields);
    }
    if (!place.is_variable && (!place.is_command || fields->count == 0)) {
        add_paths(&place, fields);
    }
    sort(fields);
    if (fields->count == 0) {
        return;
    }
    size_t length = common_length(fields);
    const char *only = fields->field[0];
    bool ends = fields->count == 1 && only[length] == '\0' && only[length - 1] != '/';
    completion->replacement = quote(&place, only, length, ends);
}
