/* SPDX-License-Identifier: MIT */
/*
 * Functions that scripts define.
 */
#ifndef SHELL_FUNCTION_H
#define SHELL_FUNCTION_H

#include "syntax.h"

struct function {
    struct function *next;
    const char *name;
    struct node *body;
    struct script *script; /* which is held, and has name and body */
};

/* By a node NODE_FUNCTION. */
void function_define(const struct node *node);

/* NULL: there is none. */
const struct function *function_find(const char *name);

/* Nothing happens if there is none. */
void function_unset(const char *name);

void function_forget_all(void);

/* One after the other; NULL begins, and ends. */
const struct function *function_next(const struct function *function);

#endif
