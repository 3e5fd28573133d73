/* SPDX-License-Identifier: MIT */
/*
 * The commands of svc.
 */
#ifndef SVC_COMMAND_H
#define SVC_COMMAND_H

/* Runs a line, which it takes apart; answers on the terminal. */
void command_run(char *line);

#endif
