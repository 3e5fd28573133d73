/* SPDX-License-Identifier: MIT */
/*
 * The names of signals.
 */
#ifndef TOOLS_SIGNAL_NAME_H
#define TOOLS_SIGNAL_NAME_H

#include <stdbool.h>

#define SIGNAL_NAME_MAX 31 /* the highest number */

/* Reads a name, with SIG before it or not, in capitals or not, or a number, 0 included. */
bool signal_name_read(const char *text, int *signal_out);

/* The name of a signal, without SIG; NULL: it has none. */
const char *signal_name(int signal);

#endif
