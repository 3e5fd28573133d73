/* SPDX-License-Identifier: MIT */
/*
 * Variables.
 */
#ifndef SHELL_VARIABLE_H
#define SHELL_VARIABLE_H

#include <stdbool.h>

struct variable {
    struct variable *next;
    char *value; /* NULL: not set, but exported or read-only when it will be */
    bool is_exported;
    bool is_readonly;
    char name[];
};

/* Takes over an environment, "NAME=VALUE" each, and those that a shell has of its own. */
void variable_import(char **environment);

/* NULL: it is not set. */
const char *variable_get(const char *name);

/* To change one that is read-only is raised as an error. */
void variable_set(const char *name, const char *value);
void variable_set_number(const char *name, long number);
void variable_unset(const char *name);

void variable_export(const char *name);
void variable_make_readonly(const char *name);

/* All, by name, one after the other; NULL begins, and ends. */
const struct variable *variable_next(const struct variable *variable);

/* The exported ones as an environment, in `scratch`. */
char **variable_environment(void);

/* Those that are not exported are forgotten, but for those of the shell itself. */
void variable_keep_exported(void);

/* What a block changes for itself: the variables that are saved in it become what they were when
 * it ends. */
struct variable_block {
    struct variable_block *outer;
    struct variable *saved;
};
void variable_block_begin(struct variable_block *block);
void variable_block_end(void *block);

/* In the innermost block; false: there is none. */
bool variable_save(const char *name);

#endif
