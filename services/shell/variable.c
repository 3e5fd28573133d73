/* SPDX-License-Identifier: MIT */
/*
 * Invariant: the list is sorted by name, and each name is in it once.
 */
#include "variable.h"

#include "arena.h"
#include "raise.h"
#include "shell.h"
#include "word.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NUMBER_BYTES 24

static struct variable *variables;
static struct variable_block *innermost;

/* Where it is, or belongs. */
static struct variable **find(const char *name)
{
    struct variable **at = &variables;
    while (*at != NULL && strcmp((*at)->name, name) < 0) {
        at = &(*at)->next;
    }
    return at;
}

static struct variable *lookup(const char *name)
{
    struct variable *variable = *find(name);
    return variable != NULL && strcmp(variable->name, name) == 0 ? variable : NULL;
}

/* One that is in no list, with a value that was taken already. */
static struct variable *new_variable(const char *name, char *value)
{
    size_t bytes = strlen(name) + 1;
    struct variable *variable = take_memory_holding(sizeof *variable + bytes, value);
    *variable = (struct variable){.value = value};
    memcpy(variable->name, name, bytes);
    return variable;
}

static struct variable *lookup_or_add(const char *name)
{
    struct variable *variable = lookup(name);
    if (variable == NULL) {
        struct variable **at = find(name);
        variable = new_variable(name, NULL);
        variable->next = *at;
        *at = variable;
    }
    return variable;
}

static void remove_at(struct variable **at)
{
    struct variable *variable = *at;
    *at = variable->next;
    free(variable->value);
    free(variable);
}

static void check_writable(const struct variable *variable)
{
    if (variable != NULL && variable->is_readonly) {
        raise_error(RAISE_STATUS, "%s: is read only", variable->name);
    }
}

const char *variable_get(const char *name)
{
    const struct variable *variable = lookup(name);
    return variable == NULL ? NULL : variable->value;
}

void variable_set(const char *name, const char *value)
{
    check_writable(lookup(name));
    struct variable *variable = lookup_or_add(name);
    char *copy = take_copy(value);
    free(variable->value);
    variable->value = copy;
    variable->is_exported = variable->is_exported || shell.exports_all;
}

void variable_set_number(const char *name, long number)
{
    char digits[NUMBER_BYTES];
    snprintf(digits, sizeof digits, "%ld", number);
    variable_set(name, digits);
}

void variable_unset(const char *name)
{
    struct variable *variable = lookup(name);
    check_writable(variable);
    if (variable != NULL) {
        remove_at(find(name));
    }
}

void variable_export(const char *name)
{
    lookup_or_add(name)->is_exported = true;
}

void variable_make_readonly(const char *name)
{
    lookup_or_add(name)->is_readonly = true;
}

const struct variable *variable_next(const struct variable *variable)
{
    return variable == NULL ? variables : variable->next;
}

static void import_one(const char *entry)
{
    size_t length = word_name_length(entry);
    if (length > 0 && entry[length] == '=') {
        char *name = arena_copy_part(&scratch, entry, length);
        variable_set(name, entry + length + 1);
        variable_export(name);
    }
}

static void set_default(const char *name, const char *value)
{
    if (variable_get(name) == NULL) {
        variable_set(name, value);
    }
}

void variable_import(char **environment)
{
    for (; environment != NULL && *environment != NULL; environment++) {
        import_one(*environment);
    }
    variable_set("IFS", " \t\n");
    variable_set("OPTIND", "1");
    variable_set_number("PPID", (long)getppid());
    set_default("PATH", "/bin:/boot/bin:/boot/rom/bin");
    set_default("PS1", "$PWD> ");
    set_default("PS2", "> ");
    set_default("PS4", "+ ");
}

char **variable_environment(void)
{
    size_t count = 0, i = 0;
    for (const struct variable *variable = variables; variable != NULL; variable = variable->next) {
        count += variable->is_exported && variable->value != NULL;
    }
    char **environment = arena_take(&scratch, (count + 1) * sizeof *environment);
    for (const struct variable *variable = variables; variable != NULL; variable = variable->next) {
        if (variable->is_exported && variable->value != NULL) {
            size_t bytes = strlen(variable->name) + strlen(variable->value) + sizeof "=";
            environment[i] = arena_take(&scratch, bytes);
            snprintf(environment[i++], bytes, "%s=%s", variable->name, variable->value);
        }
    }
    return environment;
}

static bool is_own(const char *name)
{
    static const char *const names[] = {"IFS", "OPTIND", "PATH", "PPID", "PS1", "PS2", "PS4"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

void variable_keep_exported(void)
{
    struct variable **at = &variables;
    while (*at != NULL) {
        (*at)->is_readonly = false;
        if ((*at)->is_exported || is_own((*at)->name)) {
            at = &(*at)->next;
        } else {
            remove_at(at);
        }
    }
}

/* Blocks -----------------------------------------------------------------------------------------
 */

void variable_block_begin(struct variable_block *block)
{
    *block = (struct variable_block){.outer = innermost};
    innermost = block;
}

bool variable_save(const char *name)
{
    if (innermost == NULL) {
        return false;
    }
    for (const struct variable *saved = innermost->saved; saved != NULL; saved = saved->next) {
        if (strcmp(saved->name, name) == 0) {
            return true;
        }
    }
    const struct variable *variable = lookup(name);
    check_writable(variable);
    char *value = variable == NULL || variable->value == NULL ? NULL : take_copy(variable->value);
    struct variable *saved = new_variable(name, value);
    saved->next = innermost->saved;
    saved->is_exported = variable != NULL && variable->is_exported;
    innermost->saved = saved;
    return true;
}

/* Becomes what it was, with the memory of what was saved. */
static void restore(struct variable *saved)
{
    struct variable **at = find(saved->name);
    if (*at != NULL && strcmp((*at)->name, saved->name) == 0) {
        remove_at(at);
    }
    if (saved->value == NULL && !saved->is_exported) {
        saved->next = NULL;
        remove_at(&saved);
        return;
    }
    saved->next = *at;
    *at = saved;
}

void variable_block_end(void *argument)
{
    struct variable_block *block = argument;
    innermost = block->outer;
    while (block->saved != NULL) {
        struct variable *saved = block->saved;
        block->saved = saved->next;
        restore(saved);
    }
}
