/* SPDX-License-Identifier: MIT */
/*
 * Running the tree. The status of what was run is in shell.status.
 */
#ifndef SHELL_EXECUTE_H
#define SHELL_EXECUTE_H

#include "syntax.h"
#include "text.h"

/* NULL runs nothing, which succeeds. */
void execute(const struct node *node);

/* Adds to a text what commands write, in a process of their own: $(...). */
void execute_captured(const struct node *node, struct text *output);

#endif
