/* SPDX-License-Identifier: MIT */
/*
 * ATAGs: what boot loaders told a kernel before device trees (Linux,
 * Documentation/arm/booting.rst).
 */
#ifndef ATAGS_H
#define ATAGS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies the command line out of a list of tags into text[0 .. text_bytes), cut to fit and
 * NUL-terminated. Reads at most room_bytes from `list`, which is 4-byte aligned. False, and text is
 * not changed, if this is no list of tags; "" if it is one without a command line.
 */
bool atags_command_line(const void *list, size_t room_bytes, char *text, size_t text_bytes);

#endif
