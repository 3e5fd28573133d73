/* SPDX-License-Identifier: MIT */
/*
 * read and getopts.
 */
#include "builtin.h"

#include "raise.h"
#include "shell.h"
#include "text.h"
#include "trap.h"
#include "variable.h"
#include "word.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FAILED 1
#define SIGNAL_STATUS 128
#define END (-1)
#define INTERRUPTED (-2)

/* read -------------------------------------------------------------------------------------------
 */

/* One byte, so that nothing is taken from who reads next. */
static int next_byte(void)
{
    unsigned char byte;
    ssize_t count;
    do {
        count = read(STDIN_FILENO, &byte, 1);
        if (count < 0 && errno == EINTR && trap_due() != 0) {
            return INTERRUPTED;
        }
    } while ((count < 0 && errno == EINTR) || (count == 1 && byte == '\0'));
    return count == 1 ? byte : END;
}

/* A line; `escaped` has a 1 for each byte behind a backslash. What it ended with. */
static int read_line(bool is_raw, struct text *line, struct text *escaped)
{
    int byte;
    if (shell.is_interactive && !trap_wait_for_input(STDIN_FILENO)) {
        return INTERRUPTED;
    }
    while ((byte = next_byte()) >= 0 && byte != '\n') {
        bool is_escaped = byte == '\\' && !is_raw;
        if (is_escaped) {
            byte = next_byte();
            if (byte == '\n') {
                continue;
            }
            if (byte < 0) {
                break;
            }
        }
        text_add(line, (char)byte);
        text_add(escaped, is_escaped);
    }
    return byte;
}

/* Where in a line the next variable's value is. */
struct cutter {
    const char *line;
    const char *escaped;
    size_t length;
    size_t at;
    const char *ifs;
};

static bool is_separator(const struct cutter *cutter, size_t at)
{
    return !cutter->escaped[at] && strchr(cutter->ifs, cutter->line[at]) != NULL;
}

static bool is_space(const struct cutter *cutter, size_t at)
{
    return is_separator(cutter, at) && strchr(" \t\n", cutter->line[at]) != NULL;
}

static void skip_space(struct cutter *cutter)
{
    while (cutter->at < cutter->length && is_space(cutter, cutter->at)) {
        cutter->at++;
    }
}

static char *cut_field(struct cutter *cutter)
{
    size_t start = cutter->at;
    while (cutter->at < cutter->length && !is_separator(cutter, cutter->at)) {
        cutter->at++;
    }
    char *field = arena_copy_part(&scratch, cutter->line + start, cutter->at - start);
    skip_space(cutter);
    if (cutter->at < cutter->length && is_separator(cutter, cutter->at)) {
        cutter->at++;
        skip_space(cutter);
    }
    return field;
}

/* All that is left for the last variable, without white space behind it. If that is one field, then
 * without what separates it, too. */
static char *cut_rest(struct cutter *cutter)
{
    size_t start = cutter->at, end = cutter->length;
    char *field = cut_field(cutter);
    if (cutter->at == cutter->length) {
        return field;
    }
    while (end > start && is_space(cutter, end - 1)) {
        end--;
    }
    return arena_copy_part(&scratch, cutter->line + start, end - start);
}

static void check_names(int first, int count, char **words)
{
    for (int i = first; i < count; i++) {
        if (words[i][0] == '\0' || word_name_length(words[i]) != strlen(words[i])) {
            raise_error(RAISE_STATUS, "read: '%s' is no name", words[i]);
        }
    }
}

static void show_prompt(const char *prompt)
{
    if (isatty(STDIN_FILENO)) {
        fputs(prompt, stderr);
        fflush(stderr);
    }
}

int builtin_read(int count, char **words)
{
    struct text line = {.arena = &scratch}, escaped = {.arena = &scratch};
    bool is_raw = false;
    int first = 1;
    for (; first < count && words[first][0] == '-'; first++) {
        if (strcmp(words[first], "-p") == 0 && first + 1 < count) {
            show_prompt(words[++first]);
        } else if (strcmp(words[first], "-r") == 0) {
            is_raw = true;
        } else {
            complain("read: '%s' is not known", words[first]);
            return RAISE_STATUS;
        }
    }
    check_names(first, count, words);
    int end = read_line(is_raw, &line, &escaped);
    if (end == INTERRUPTED) {
        return SIGNAL_STATUS + trap_due();
    }
    const char *ifs = variable_get("IFS");
    struct cutter cutter = {.line = text_string(&line),
                            .escaped = text_string(&escaped),
                            .length = line.length,
                            .ifs = ifs == NULL ? " \t\n" : ifs};
    skip_space(&cutter);
    for (int i = first; i < count - 1; i++) {
        variable_set(words[i], cut_field(&cutter));
    }
    variable_set(first < count ? words[count - 1] : "REPLY", cut_rest(&cutter));
    return end == END ? FAILED : 0;
}

/* getopts ----------------------------------------------------------------------------------------
 */

static size_t letter_at; /* in the word that OPTIND names; 0: at its beginning */
static long last_index;  /* that OPTIND had */

static void say_wrong(bool is_quiet, const char *what, char letter)
{
    char name[] = {letter, '\0'};
    if (is_quiet) {
        variable_set("OPTARG", name);
    } else {
        variable_unset("OPTARG");
        complain("option -%c %s", letter, what);
    }
}

/* The letter's argument: the rest of its word, or the next one; false: there is none. */
static bool take_argument(char *const *word, size_t count, long *index)
{
    const char *rest = word[*index - 1] + letter_at;
    (*index)++;
    letter_at = 0;
    if (*rest != '\0') {
        variable_set("OPTARG", rest);
        return true;
    }
    if ((size_t)*index > count) {
        return false;
    }
    variable_set("OPTARG", word[(*index)++ - 1]);
    return true;
}

/* What the variable gets for the letter. */
static char take_letter(const char *letters, char *const *word, size_t count, long *index)
{
    bool is_quiet = letters[0] == ':';
    char letter = word[*index - 1][letter_at++];
    const char *found = letter == ':' ? NULL : strchr(letters, letter);
    if (found != NULL && found[1] == ':') {
        if (!take_argument(word, count, index)) {
            say_wrong(is_quiet, "wants an argument", letter);
            return is_quiet ? ':' : '?';
        }
        return letter;
    }
    if (word[*index - 1][letter_at] == '\0') {
        letter_at = 0;
        (*index)++;
    }
    if (found == NULL) {
        say_wrong(is_quiet, "is not known", letter);
        return '?';
    }
    variable_unset("OPTARG");
    return letter;
}

/* Whether there is another option. */
static bool has_letter(char *const *word, size_t count, long *index)
{
    if ((size_t)*index > count) {
        return false;
    }
    const char *current = word[*index - 1];
    if (letter_at > 0) {
        return letter_at < strlen(current);
    }
    if (current[0] != '-' || current[1] == '\0') {
        return false;
    }
    if (strcmp(current, "--") == 0) {
        (*index)++;
        return false;
    }
    letter_at = 1;
    return true;
}

int builtin_getopts(int count, char **words)
{
    if (count < 3 || word_name_length(words[2]) != strlen(words[2])) {
        complain("getopts: which letters, and which variable?");
        return RAISE_STATUS;
    }
    char *const *word = count > 3 ? words + 3 : shell.parameter;
    size_t word_count = count > 3 ? (size_t)count - 3 : shell.parameter_count;
    const char *text = variable_get("OPTIND");
    long index = text == NULL ? 1 : strtol(text, NULL, 10);
    if (index < 1 || index != last_index) {
        letter_at = 0;
        index = index < 1 ? 1 : index;
    }
    bool is_option = has_letter(word, word_count, &index);
    char name[] = {is_option ? take_letter(words[1], word, word_count, &index) : '?', '\0'};
    variable_set(words[2], name);
    variable_set_number("OPTIND", index);
    last_index = index;
    return is_option ? 0 : FAILED;
}
