/* SPDX-License-Identifier: MIT */
/*
 * The options that `set` and the command line of the shell have in common.
 */
#ifndef SHELL_OPTION_H
#define SHELL_OPTION_H

#include <stdbool.h>

/* Sets or clears what a letter stands for; false: there is no such option. */
bool option_set(char letter, bool is_on);

/* Reads words from the second on as long as they are options: -e, +x, -o errexit. The index of the
 * first word that is none. What is wrong is raised as an error. */
int option_read_all(int count, char **words);

#endif
