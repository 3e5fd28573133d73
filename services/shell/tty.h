/* SPDX-License-Identifier: MIT */
/*
 * The terminal of an interactive shell. A console that is started again is opened again.
 */
#ifndef SHELL_TTY_H
#define SHELL_TTY_H

#include <stdbool.h>
#include <sys/types.h>

/* Takes the terminal that standard input is. False: it is none. */
bool tty_open(void);

/* Whether groups of processes can be given the terminal. */
bool tty_has_groups(void);

/* The group of processes that Ctrl-C goes to. */
void tty_give(pid_t group);

/* It is the shell's again; with the modes that it had, if whoever had it could not see to that. */
void tty_take(bool restores_modes);

/* Each byte as it comes, without echo; false: it cannot do that. */
bool tty_begin_raw(void);
void tty_end_raw(void);

/* A byte, or one of these. */
enum tty_event {
    TTY_END = -1,         /* of the input */
    TTY_INTERRUPTED = -2, /* a signal has come */
    TTY_REOPENED = -3,    /* it is another console, in its own modes, which shows nothing */
};
int tty_read(void);

void tty_write(const char *text, size_t length);

unsigned tty_columns(void);

#endif
