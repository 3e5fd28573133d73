/* SPDX-License-Identifier: MIT */
/*
 * Builtins that change what is run next.
 */
#include "builtin.h"

#include "command.h"
#include "function.h"
#include "parameter.h"
#include "program.h"
#include "raise.h"
#include "redirect.h"
#include "script.h"
#include "shell.h"
#include "text.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FAILED 1
#define NOT_FOUND_STATUS 127

/* A number that is not negative; what is none is an error. */
static int number(const char *command, const char *word)
{
    char *end;
    errno = 0;
    long value = strtol(word, &end, 10);
    if (*word == '\0' || *end != '\0' || errno != 0 || value < 0 || value > INT_MAX) {
        raise_error(RAISE_STATUS, "%s: '%s' is no number", command, word);
    }
    return (int)value;
}

static int leave_loops(int count, char **words, enum jump jump)
{
    int loops = count > 1 ? number(words[0], words[1]) : 1;
    if (loops == 0) {
        raise_error(RAISE_STATUS, "%s: 0 loops cannot be left", words[0]);
    }
    if (shell.loops > 0) {
        shell.jump = jump;
        shell.jump_count = (unsigned)loops < shell.loops ? (unsigned)loops : shell.loops;
    }
    return 0;
}

int builtin_break(int count, char **words)
{
    return leave_loops(count, words, JUMP_BREAK);
}

int builtin_continue(int count, char **words)
{
    return leave_loops(count, words, JUMP_CONTINUE);
}

int builtin_return(int count, char **words)
{
    int status = count > 1 ? number(words[0], words[1]) : shell.status;
    if (shell.functions == 0) {
        raise_what(RAISED_EXIT, status);
    }
    shell.jump = JUMP_RETURN;
    return status;
}

int builtin_exit(int count, char **words)
{
    raise_what(RAISED_EXIT, count > 1 ? number(words[0], words[1]) : shell.status);
}

int builtin_true(int count, char **words)
{
    (void)count;
    (void)words;
    return 0;
}

int builtin_false(int count, char **words)
{
    (void)count;
    (void)words;
    return FAILED;
}

int builtin_eval(int count, char **words)
{
    struct text text = {.arena = &scratch};
    for (int i = 1; i < count; i++) {
        text_add_string(&text, i == 1 ? "" : " ");
        text_add_string(&text, words[i]);
    }
    script_run_text(text_string(&text));
    return shell.status;
}

/* Found by PATH, as programs are, but need not be one. */
static const char *script_path(const char *name)
{
    const char *found = program_find(name);
    return found == NULL ? name : found;
}

int builtin_dot(int count, char **words)
{
    if (count < 2) {
        raise_error(RAISE_STATUS, ".: which file?");
    }
    struct cleanup restore;
    struct parameter_block block;
    bool has_parameters = count > 2;
    if (has_parameters) {
        parameter_block_begin(&block, words + 2, (size_t)count - 2);
        cleanup_begin(&restore, parameter_block_end, &block);
    }
    unsigned line = shell.line;
    shell.functions++;
    if (!script_run_file(script_path(words[1]))) {
        raise_error(RAISE_STATUS, ".: %s: %s", words[1], strerror(errno));
    }
    shell.functions--;
    shell.line = line;
    shell.jump = shell.jump == JUMP_RETURN ? JUMP_NOT : shell.jump;
    if (has_parameters) {
        cleanup_end(&restore);
    }
    return shell.status;
}

int builtin_exec(int count, char **words)
{
    if (count > 1) {
        struct fields rest = {words + 1, (size_t)count - 1, (size_t)count};
        program_become(&rest);
    }
    return 0;
}

/* What a name means ------------------------------------------------------------------------------
 */

static bool is_reserved(const char *name)
{
    static const char *const words[] = {"!",   "case", "do", "done", "elif",  "else",  "esac", "fi",
                                        "for", "if",   "in", "then", "until", "while", "{",    "}"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(name, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* In a sentence, or only what would be run. */
static int tell(const char *name, bool in_sentence)
{
    const char *path = NULL;
    const char *kind = is_reserved(name)             ? "a word of the shell's language"
                       : function_find(name) != NULL ? "a function"
                       : builtin_find(name) != NULL  ? "a command of the shell"
                                                     : NULL;
    if (kind == NULL) {
        path = program_find(name);
        if (path == NULL || access(path, F_OK) != 0) {
            if (in_sentence) {
                complain("%s: not found", name);
            }
            return NOT_FOUND_STATUS;
        }
    }
    if (in_sentence) {
        printf("%s is %s\n", name, kind == NULL ? path : kind);
    } else {
        printf("%s\n", kind == NULL ? path : name);
    }
    return 0;
}

int builtin_type(int count, char **words)
{
    int status = 0;
    for (int i = 1; i < count; i++) {
        int told = tell(words[i], true);
        status = told == 0 ? status : told;
    }
    return status;
}

int builtin_command(int count, char **words)
{
    if (count > 1 && (strcmp(words[1], "-v") == 0 || strcmp(words[1], "-V") == 0)) {
        return count > 2 ? tell(words[2], words[1][1] == 'V') : 0;
    }
    int first = count > 1 && (strcmp(words[1], "-p") == 0 || strcmp(words[1], "--") == 0) ? 2 : 1;
    if (count > first) {
        struct fields rest = {words + first, (size_t)(count - first), (size_t)(count - first) + 1};
        command_run_words(&rest);
        return shell.status;
    }
    return 0;
}

int builtin_help(int count, char **words)
{
    (void)count;
    (void)words;
    const struct builtin *builtin;
    fputs("Commands of the shell:", stdout);
    for (unsigned i = 0; (builtin = builtin_number(i)) != NULL; i++) {
        printf(i % 10 == 0 ? "\n  %s" : " %s", builtin->name);
    }
    puts("\nAll others are programs in the directories of $PATH; Tab completes a command or a "
         "path.");
    return 0;
}
