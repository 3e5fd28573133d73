/* SPDX-License-Identifier: MIT */
/*
 * What somebody types, as a source of commands: prompts, the editor, completion, history.
 */
#ifndef SHELL_TYPING_H
#define SHELL_TYPING_H

#include "source.h"

/* Ctrl-C while a line is typed is raised as an interrupt. */
void source_of_typing(struct source *source);

#endif
