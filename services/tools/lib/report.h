/* SPDX-License-Identifier: MIT */
/*
 * What a tool says of what went wrong, and the status that it ends with.
 *
 * Messages go to the error output as `tool: what: why`, each in one piece. A tool goes on with its
 * other operands; report_end tells at the end whether all went well.
 */
#ifndef TOOLS_REPORT_H
#define TOOLS_REPORT_H

#include <stdbool.h>

/* A tool's exit status after a usage error: its options or operands make no sense. */
#define REPORT_USAGE_STATUS 2

/* How the tool is called, and what its usage line says behind that. Comes first. */
void report_begin(const char *tool, const char *usage);

/* `tool: what: ` and what errno means. */
void report_error(const char *what);

/* `tool: ` and a text. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* As report, with the usage line behind it; ends the program. */
_Noreturn void report_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Ends the program: there is no memory. */
_Noreturn void report_no_memory(void);

/* Whether anything was reported. */
bool report_any(void);

/* Sends the output that is left. Returns the exit status: 0, or 1 if anything was reported. */
int report_end(void);

#endif
