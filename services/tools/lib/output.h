/* SPDX-License-Identifier: MIT */
/*
 * What a tool prints: to the standard output, in large pieces, or by lines if it is a terminal.
 * Once it cannot be written nothing more is; report_end tells why.
 */
#ifndef TOOLS_OUTPUT_H
#define TOOLS_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

void output_bytes(const void *bytes, size_t count);
void output_char(char character);
void output_text(const char *text);
void output_spaces(size_t count);

/* As printf. */
void output(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Sends what there is. False, with errno: it, or something before it, could not be written. */
bool output_flush(void);

/* Whether something could not be written: there is no sense in going on. */
bool output_has_failed(void);

#endif
