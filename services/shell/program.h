/* SPDX-License-Identifier: MIT */
/*
 * Programs: files that are run.
 */
#ifndef SHELL_PROGRAM_H
#define SHELL_PROGRAM_H

#include "expand.h"

/* The file that a command's name means, in `scratch`: itself if there is a slash in it, else by
 * PATH; NULL: there is none. */
char *program_find(const char *name);

/* The shell's process becomes the program that the first word names; that it cannot ends it. */
_Noreturn void program_become(const struct fields *words);

/* Adds the names of the programs in PATH that begin so. */
void program_complete(const char *beginning, struct fields *names);

#endif
