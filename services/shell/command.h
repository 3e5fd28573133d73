/* SPDX-License-Identifier: MIT */
/*
 * Simple commands: assignments, redirections, and a builtin, a function or a program (XCU 2.9.1).
 */
#ifndef SHELL_COMMAND_H
#define SHELL_COMMAND_H

#include "expand.h"
#include "syntax.h"

/* `is_last`: nothing follows, so that a program may take the shell's place. */
void command_run(const struct node *node, bool is_last);

/* Runs what words that are known mean, but no function. */
void command_run_words(const struct fields *words);

/* The status of the last $(...), which is that of a command without a name. */
void command_set_captured(int status);

#endif
