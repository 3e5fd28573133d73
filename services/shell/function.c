/* SPDX-License-Identifier: MIT */
#include "function.h"

#include <stdlib.h>
#include <string.h>

static struct function *functions;

static struct function **find(const char *name)
{
    struct function **at = &functions;
    while (*at != NULL && strcmp((*at)->name, name) != 0) {
        at = &(*at)->next;
    }
    return at;
}

void function_define(const struct node *node)
{
    struct function *function = *find(node->name);
    if (function == NULL) {
        function = take_memory(sizeof *function);
        function->next = functions;
        functions = function;
    } else {
        script_drop(function->script);
    }
    function->name = node->name;
    function->body = node->second;
    function->script = node->script;
    script_hold(function->script);
}

const struct function *function_find(const char *name)
{
    return *find(name);
}

static void remove_at(struct function **at)
{
    struct function *function = *at;
    *at = function->next;
    script_drop(function->script);
    free(function);
}

void function_unset(const char *name)
{
    struct function **at = find(name);
    if (*at != NULL) {
        remove_at(at);
    }
}

void function_forget_all(void)
{
    while (functions != NULL) {
        remove_at(&functions);
    }
}

const struct function *function_next(const struct function *function)
{
    return function == NULL ? functions : function->next;
}
