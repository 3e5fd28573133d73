/* SPDX-License-Identifier: MIT */
/*
 * A terminal that comes back: the console's stream, with a new session whenever the last has ended.
 */
#ifndef SVC_TERMINAL_H
#define SVC_TERMINAL_H

#include <stdio.h>
#include <tay/abi/status.h>
#include <tay/abi/types.h>

/* Opens it at the console's endpoint; asks the supervisor what has become of the console. */
TAY_MUST_CHECK enum tay_status terminal_open(tay_cap_t console, tay_cap_t supervisor);

/* What is printed goes to the terminal, line by line. What a console that dies has not written is
 * written by the next, so a line may come twice. */
extern FILE *terminal;

/* What is printed goes to a stream from now on; there is nothing to read. */
void terminal_print_to(FILE *to);

/* Prints to it. */
__attribute__((format(printf, 1, 2))) int terminal_printf(const char *format, ...);

enum terminal_result {
    TERMINAL_LINE,
    TERMINAL_END,   /* of the input */
    TERMINAL_QUIET, /* nobody has typed for so long */
    TERMINAL_GONE,  /* there is no console, and will be none */
};

/*
 * Shows a prompt and reads a line, without its newline, NUL-terminated. Waits as long as there is
 * or will be a console.
 */
enum terminal_result terminal_read_line(const char *prompt, char *line, size_t room_bytes,
                                        tay_time_t patience_ns);

#endif
