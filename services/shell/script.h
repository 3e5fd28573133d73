/* SPDX-License-Identifier: MIT */
/*
 * Running scripts: line by line, so that a line may change how the next one is read.
 */
#ifndef SHELL_SCRIPT_H
#define SHELL_SCRIPT_H

#include "source.h"

/* Runs all that a source has, or as far as it is left by `return`, `break` or `continue`. */
void script_run(struct source *source);

/* The same of a string, as `eval` does. */
void script_run_text(const char *text);

/* The same of a file; false: it cannot be opened, errno tells why. */
bool script_run_file(const char *path);

enum script_line {
    SCRIPT_RUN,   /* commands were run */
    SCRIPT_EMPTY, /* there were none in the line */
    SCRIPT_END,   /* there is no line */
};

/* Reads a line, or as many as its commands take, and runs it. `line` counts. */
enum script_line script_run_line(struct source *source, unsigned *line);

/* Ends the shell: the command that was set for the end by `trap` is run. */
_Noreturn void script_exit(void);

#endif
