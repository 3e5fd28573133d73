/* SPDX-License-Identifier: MIT */
/*
 * The terminal of an interactive shell. A console that is started again is opened again.
 */
#ifndef SHELL_TERMINAL_H
#define SHELL_TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>

/* Takes the terminal that standard input is. False: it is none. */
bool terminal_open(void);

/* Whether groups of processes can be given the terminal. */
bool terminal_has_groups(void);

/* The group of processes that Ctrl-C goes to. */
void terminal_give(pid_t group);

/* It is the shell's again; with the modes that it had, if whoever had it could not see to that. */
void terminal_take(bool restores_modes);

/* Each byte as it comes, without echo; false: it cannot do that. */
bool terminal_begin_raw(void);
void terminal_end_raw(void);

/* A byte, or one of these. */
enum terminal_event {
    TERMINAL_END = -1,         /* of the input */
    TERMINAL_INTERRUPTED = -2, /* a signal has come */
    TERMINAL_REOPENED = -3,    /* it is another console, in its own modes, which shows nothing */
};
int terminal_read(void);

void terminal_write(const char *text, size_t length);

unsigned terminal_columns(void);

#endif
