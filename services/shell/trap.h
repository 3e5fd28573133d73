/* SPDX-License-Identifier: MIT */
/*
 * Signals: what the shell does on them itself, and what scripts want by `trap`.
 */
#ifndef SHELL_TRAP_H
#define SHELL_TRAP_H

#include <stdbool.h>
#include <sys/types.h>

#define TRAP_EXIT 0 /* the number that stands for the end of the shell */

/* What is ignored from the start stays so; an interactive shell does not end by signals. */
void trap_open(void);

/* What is to be run on a signal; NULL: what the system does; "": nothing. It is copied. */
void trap_set(int signal, const char *action);

/* NULL: nothing is set. */
const char *trap_action(int signal);

/* In a process that was forked: traps are forgotten, but for what is ignored. That Ctrl-C has come
 * is not. */
void trap_forget(void);

/* Between commands: runs what is due, and raises an interrupt if Ctrl-C was typed. */
void trap_run(void);
void trap_run_exit(void);

/* A signal that is due, or 0. */
int trap_due(void);

/* Whether Ctrl-C was typed to the shell, and nothing has come of it yet; nothing comes of it here.
 */
bool trap_take_interrupt(void);

/* Ctrl-C that was typed to the shell, or is from now on, is for this group of processes, too. 0:
 * for none. */
void trap_pass_interrupts(pid_t group);

/* Waits until a descriptor can be read, or a signal is due, whichever comes first: false: it is
 * due. A signal that comes just before it waits counts, too. */
bool trap_wait_for_input(int descriptor);

/* As if Ctrl-C had been typed to the shell. */
void trap_interrupt(void);

/* The name of a signal without SIG; NULL: there is none of this number. */
const char *trap_name(int signal);

/* The number of a name, with or without SIG, or of a number; -1: there is none. */
int trap_number(const char *name);

#endif
