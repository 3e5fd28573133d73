/* SPDX-License-Identifier: MIT */
/*
 * sh: a shell for people and for scripts (docs/shell.md).
 *
 *     sh [-aefnuvx] [-i] [FILE [ARGUMENT...]]
 *     sh [-aefnuvx] -c COMMANDS [NAME [ARGUMENT...]]
 *     sh [-aefnuvx] -s [ARGUMENT...]
 */
#include "job.h"
#include "option.h"
#include "parameter.h"
#include "raise.h"
#include "script.h"
#include "shell.h"
#include "trap.h"
#include "tty.h"
#include "typing.h"
#include "variable.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 1024
#define NO_FILE_STATUS 127

extern char **environ;

struct shell shell = {.name = "sh"};

/* What the command line wants to be run. */
struct start {
    const char *commands; /* with -c; else NULL */
    const char *file;     /* NULL: standard input */
    bool wants_input;     /* -s */
    bool wants_interactive;
    char **argument;
    size_t argument_count;
};

/* The options that only the command line has; false: it is another. */
static bool take_own_option(struct start *start, char letter, bool *wants_commands)
{
    switch (letter) {
    case 'c':
        *wants_commands = true;
        return true;
    case 's':
        start->wants_input = true;
        return true;
    case 'i':
        start->wants_interactive = true;
        return true;
    case 'l':
        return true; /* a login shell, which is like others here */
    default:
        return false;
    }
}

/* Options, all of them letters; the index of what follows. */
static int read_options(struct start *start, int count, char **words, bool *wants_commands)
{
    int at = 1;
    for (; at < count && (words[at][0] == '-' || words[at][0] == '+') && words[at][1] != '\0';
         at++) {
        if (strcmp(words[at], "--") == 0) {
            return at + 1;
        }
        for (const char *letter = words[at] + 1; *letter != '\0'; letter++) {
            if (!take_own_option(start, *letter, wants_commands) &&
                !option_set(*letter, words[at][0] == '-')) {
                raise_error(RAISE_STATUS, "there is no option -%c", *letter);
            }
        }
    }
    return at;
}

static void read_command_line(struct start *start, int count, char **words)
{
    bool wants_commands = false;
    int at = read_options(start, count, words, &wants_commands);
    if (wants_commands) {
        if (at == count) {
            raise_error(RAISE_STATUS, "-c: which commands?");
        }
        start->commands = words[at++];
    }
    if (at < count && !start->wants_input) {
        shell.name = words[at++];
        start->file = wants_commands ? NULL : shell.name;
    }
    start->argument = words + at;
    start->argument_count = (size_t)(count - at);
}

/* Running ----------------------------------------------------------------------------------------
 */

struct typed {
    struct source source;
    unsigned line;
    bool is_at_end;
};

static void run_line(void *argument)
{
    struct typed *typed = argument;
    shell.jump = JUMP_NOT;
    trap_run();
    job_tell_ended();
    typed->is_at_end = script_run_line(&typed->source, &typed->line) == SCRIPT_END;
}

/* Until the input is at its end, or `exit`. */
static void run_interactively(void)
{
    static struct typed typed = {.line = 1};
    enum raised raised;
    source_of_typing(&typed.source);
    do {
        raised = raise_protect(run_line, &typed);
        if (raised != RAISED_NOTHING) {
            source_discard(&typed.source);
        }
    } while (raised != RAISED_EXIT && !typed.is_at_end);
}

static void run_profile(void *unused)
{
    const char *path = variable_get("ENV");
    (void)unused;
    bool is_named = path != NULL && *path != '\0';
    if (is_named && !script_run_file(path) && errno != ENOENT) {
        complain("ENV: %s: %s", path, strerror(errno));
    }
}

static void run_file(const char *path)
{
    if (!script_run_file(path)) {
        complain("cannot open %s: %s", path, strerror(errno));
        shell.status = NO_FILE_STATUS;
    }
}

static void run(void *argument)
{
    const struct start *start = argument;
    static char buffer[SOURCE_BYTES];
    struct source input;
    if (start->commands != NULL) {
        script_run_text(start->commands);
    } else if (start->file != NULL) {
        run_file(start->file);
    } else if (shell.is_interactive) {
        if (raise_protect(run_profile, NULL) != RAISED_EXIT) {
            run_interactively();
        }
    } else {
        source_of_file(&input, STDIN_FILENO, true, buffer);
        script_run(&input);
    }
}

static void set_up(const struct start *start)
{
    char here[PATH_BYTES];
    bool reads_input = start->commands == NULL && start->file == NULL;
    shell.pid = getpid();
    shell.is_interactive = reads_input && tty_open();
    if (start->wants_interactive && !shell.is_interactive) {
        complain("-i: standard input is no terminal");
    }
    shell.is_typed = shell.is_interactive;
    trap_open();
    shell.has_jobs = shell.is_interactive && tty_has_groups();
    variable_import(environ);
    parameter_set_all(start->argument, start->argument_count);
    if (getcwd(here, sizeof here) != NULL) {
        variable_set("PWD", here);
        variable_export("PWD");
    }
}

int main(int count, char **words)
{
    struct start start = {0};
    shell.stack = (const char *)&start;
    read_command_line(&start, count, words);
    set_up(&start);
    raise_protect(run, &start);
    script_exit();
}
