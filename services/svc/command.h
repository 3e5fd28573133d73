/* SPDX-License-Identifier: MIT */
/*
 * The commands of svc.
 */
#ifndef SVC_COMMAND_H
#define SVC_COMMAND_H

#include <stdbool.h>

/* Runs a command, of one word or two; answers on the terminal. False: it failed, and has said so.
 */
bool command_run(char *const *words, int count);

/* Runs a line, which it takes apart. */
void command_run_line(char *line);

#endif
