/* SPDX-License-Identifier: MIT */
/*
 * Commands that the shell has itself.
 */
#ifndef SHELL_BUILTIN_H
#define SHELL_BUILTIN_H

#include <stdbool.h>

struct builtin {
    const char *name;
    int (*run)(int count, char **words); /* the status; words[count] is NULL */
    bool is_special; /* what is assigned before it stays, and its errors end a script (XCU 2.14) */
};

/* NULL: there is none of this name. */
const struct builtin *builtin_find(const char *name);

/* All by number, for completion; NULL behind the last. */
const struct builtin *builtin_number(unsigned number);

/* Which is `exec`, whose redirections stay. */
bool builtin_is_exec(const struct builtin *builtin);

int builtin_break(int count, char **words);
int builtin_cd(int count, char **words);
int builtin_command(int count, char **words);
int builtin_continue(int count, char **words);
int builtin_dot(int count, char **words);
int builtin_echo(int count, char **words);
int builtin_eval(int count, char **words);
int builtin_exec(int count, char **words);
int builtin_exit(int count, char **words);
int builtin_export(int count, char **words);
int builtin_false(int count, char **words);
int builtin_fg(int count, char **words);
int builtin_getopts(int count, char **words);
int builtin_help(int count, char **words);
int builtin_history(int count, char **words);
int builtin_jobs(int count, char **words);
int builtin_kill(int count, char **words);
int builtin_local(int count, char **words);
int builtin_printf(int count, char **words);
int builtin_pwd(int count, char **words);
int builtin_read(int count, char **words);
int builtin_readonly(int count, char **words);
int builtin_return(int count, char **words);
int builtin_set(int count, char **words);
int builtin_shift(int count, char **words);
int builtin_test(int count, char **words);
int builtin_trap(int count, char **words);
int builtin_true(int count, char **words);
int builtin_type(int count, char **words);
int builtin_umask(int count, char **words);
int builtin_unset(int count, char **words);
int builtin_wait(int count, char **words);

#endif
