/* SPDX-License-Identifier: MIT */
#include "builtin.h"

#include <stddef.h>
#include <string.h>

static const struct builtin builtins[] = {
    {".", builtin_dot, true},
    {":", builtin_true, true},
    {"[", builtin_test, false},
    {"break", builtin_break, true},
    {"cd", builtin_cd, false},
    {"command", builtin_command, false},
    {"continue", builtin_continue, true},
    {"echo", builtin_echo, false},
    {"eval", builtin_eval, true},
    {"exec", builtin_exec, true},
    {"exit", builtin_exit, true},
    {"export", builtin_export, true},
    {"false", builtin_false, false},
    {"fg", builtin_fg, false},
    {"getopts", builtin_getopts, false},
    {"help", builtin_help, false},
    {"history", builtin_history, false},
    {"jobs", builtin_jobs, false},
    {"kill", builtin_kill, false},
    {"local", builtin_local, true},
    {"printf", builtin_printf, false},
    {"pwd", builtin_pwd, false},
    {"read", builtin_read, false},
    {"readonly", builtin_readonly, true},
    {"return", builtin_return, true},
    {"set", builtin_set, true},
    {"shift", builtin_shift, true},
    {"test", builtin_test, false},
    {"trap", builtin_trap, true},
    {"true", builtin_true, false},
    {"type", builtin_type, false},
    {"umask", builtin_umask, false},
    {"unset", builtin_unset, true},
    {"wait", builtin_wait, false},
};
#define BUILTINS (sizeof builtins / sizeof builtins[0])

const struct builtin *builtin_find(const char *name)
{
    for (size_t i = 0; i < BUILTINS; i++) {
        if (strcmp(builtins[i].name, name) == 0) {
            return &builtins[i];
        }
    }
    return NULL;
}

const struct builtin *builtin_number(unsigned number)
{
    return number < BUILTINS ? &builtins[number] : NULL;
}

bool builtin_is_exec(const struct builtin *builtin)
{
    return builtin->run == builtin_exec;
}
