/* SPDX-License-Identifier: MIT */
/*
 * Builtins that change what the shell remembers.
 */
#include "builtin.h"

#include "function.h"
#include "option.h"
#include "parameter.h"
#include "raise.h"
#include "shell.h"
#include "text.h"
#include "variable.h"
#include "word.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FAILED 1
#define PATH_BYTES 1024
#define MODES 0777

/* Variables --------------------------------------------------------------------------------------
 */

/* In quotes, so that a shell can read it. */
static void print_quoted(const char *value)
{
    putchar('\'');
    for (; *value != '\0'; value++) {
        if (*value == '\'') {
            fputs("'\\''", stdout);
        } else {
            putchar(*value);
        }
    }
    putchar('\'');
}

static void print_variable(const struct variable *variable, const char *command)
{
    printf("%s%s%s", command, *command == '\0' ? "" : " ", variable->name);
    if (variable->value != NULL) {
        putchar('=');
        print_quoted(variable->value);
    }
    putchar('\n');
}

/* Sets the variable if there is a value; its name in `scratch`. */
static char *declare(const char *command, const char *word, bool is_local)
{
    size_t length = word_name_length(word);
    char *name = arena_copy_part(&scratch, word, length);
    if (length == 0 || (word[length] != '\0' && word[length] != '=')) {
        raise_error(RAISE_STATUS, "%s: '%s' is no name", command, word);
    }
    if (is_local && !variable_save(name)) {
        raise_error(RAISE_STATUS, "%s: this is no function", command);
    }
    if (word[length] == '=') {
        variable_set(name, word + length + 1);
    }
    return name;
}

static int mark(int count, char **words, void (*mark_one)(const char *name), bool exported)
{
    const struct variable *variable = NULL;
    bool lists = count == 1 || (count == 2 && strcmp(words[1], "-p") == 0);
    for (int i = 1; i < count && !lists; i++) {
        mark_one(declare(words[0], words[i], false));
    }
    while (lists && (variable = variable_next(variable)) != NULL) {
        if (exported ? variable->is_exported : variable->is_readonly) {
            print_variable(variable, words[0]);
        }
    }
    return 0;
}

int builtin_export(int count, char **words)
{
    return mark(count, words, variable_export, true);
}

int builtin_readonly(int count, char **words)
{
    return mark(count, words, variable_make_readonly, false);
}

int builtin_local(int count, char **words)
{
    if (shell.functions == 0) {
        raise_error(RAISE_STATUS, "local: this is no function");
    }
    for (int i = 1; i < count; i++) {
        declare(words[0], words[i], true);
    }
    return 0;
}

int builtin_unset(int count, char **words)
{
    int first = count > 1 && (strcmp(words[1], "-f") == 0 || strcmp(words[1], "-v") == 0) ? 2 : 1;
    bool is_function = first == 2 && words[1][1] == 'f';
    for (int i = first; i < count; i++) {
        if (is_function) {
            function_unset(words[i]);
        } else if (word_name_length(words[i]) != strlen(words[i]) || words[i][0] == '\0') {
            raise_error(RAISE_STATUS, "unset: '%s' is no name", words[i]);
        } else {
            variable_unset(words[i]);
        }
    }
    return 0;
}

int builtin_set(int count, char **words)
{
    const struct variable *variable = NULL;
    if (count == 1) {
        while ((variable = variable_next(variable)) != NULL) {
            if (variable->value != NULL) {
                print_variable(variable, "");
            }
        }
        return 0;
    }
    int first = option_read_all(count, words);
    if (first < count || (first > 1 && strcmp(words[first - 1], "--") == 0)) {
        parameter_set_all(words + first, (size_t)(count - first));
    }
    return 0;
}

int builtin_shift(int count, char **words)
{
    char *end = NULL;
    unsigned long places = count > 1 ? strtoul(words[1], &end, 10) : 1;
    if (end != NULL && (*end != '\0' || words[1][0] < '0' || words[1][0] > '9')) {
        raise_error(RAISE_STATUS, "shift: '%s' is no number", words[1]);
    }
    if (places > shell.parameter_count) {
        raise_error(RAISE_STATUS, "shift: there are only %zu parameters", shell.parameter_count);
    }
    shell.parameter_count -= places;
    memmove(shell.parameter, shell.parameter + places,
            shell.parameter_count * sizeof *shell.parameter);
    return 0;
}

/* The working directory --------------------------------------------------------------------------
 */

/* What cd goes to: by CDPATH nothing, but home and back. */
static const char *target(int count, char **words)
{
    const char *variable = count < 2 ? "HOME" : strcmp(words[1], "-") == 0 ? "OLDPWD" : NULL;
    const char *path = variable == NULL ? words[1] : variable_get(variable);
    if (path == NULL) {
        /* Who has no home is at home everywhere. */
        return strcmp(variable, "HOME") == 0 ? "/" : NULL;
    }
    return path;
}

int builtin_cd(int count, char **words)
{
    char here[PATH_BYTES];
    const char *path = target(count, words);
    if (path == NULL || count > 2) {
        complain("cd: %s", path == NULL ? "OLDPWD is not set" : "there are too many words");
        return RAISE_STATUS;
    }
    if (chdir(path) != 0) {
        complain("cd: %s: %s", path, strerror(errno));
        return RAISE_STATUS;
    }
    const char *before = variable_get("PWD");
    if (before != NULL) {
        variable_set("OLDPWD", before);
    }
    if (getcwd(here, sizeof here) != NULL) {
        variable_set("PWD", here);
        if (count > 1 && strcmp(words[1], "-") == 0) {
            puts(here);
        }
    }
    return 0;
}

int builtin_pwd(int count, char **words)
{
    char here[PATH_BYTES];
    (void)count;
    if (getcwd(here, sizeof here) == NULL) {
        complain("%s: %s", words[0], strerror(errno));
        return FAILED;
    }
    puts(here);
    return 0;
}

int builtin_umask(int count, char **words)
{
    if (count == 1) {
        mode_t mask = umask(0);
        umask(mask);
        printf("%04o\n", (unsigned)mask);
        return 0;
    }
    char *end;
    unsigned long mask = strtoul(words[1], &end, 8);
    if (words[1][0] < '0' || words[1][0] > '7' || *end != '\0' || mask > MODES) {
        complain("umask: '%s' is no octal number up to 777", words[1]);
        return RAISE_STATUS;
    }
    umask((mode_t)mask);
    return 0;
}
