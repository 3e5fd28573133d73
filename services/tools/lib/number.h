/* SPDX-License-Identifier: MIT */
/*
 * Numbers in arguments, and sizes for people.
 */
#ifndef TOOLS_NUMBER_H
#define TOOLS_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Room for number_size, with the NUL. */
#define NUMBER_SIZE_BYTES 24

/* Reads a decimal number that is the whole text; false: it is none, or above the maximum. */
bool number_read(const char *text, uint64_t maximum, uint64_t *number_out);

/* As number_read, with K, M or G (1024, its square and cube) or nothing behind it. */
bool number_read_bytes(const char *text, uint64_t *bytes_out);

/*
 * Reads a time: a decimal number, which may have a fraction, with s, m, h, d or nothing behind it;
 * in ns, as much as fits. False: it is none.
 */
bool number_read_duration(const char *text, uint64_t *ns_out);

/* Writes a size as people read it: bytes, or with K, M, ... behind it, rounded up; one digit
 * behind the point below 10. */
void number_size(uint64_t bytes, char text[NUMBER_SIZE_BYTES]);

/* How many decimal digits a number has. */
unsigned number_digits(uint64_t number);

#endif
