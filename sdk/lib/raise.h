/* SPDX-License-Identifier: MIT */
/*
 * Signals of the program to itself.
 */
#ifndef LIB_RAISE_H
#define LIB_RAISE_H

#include <stdbool.h>

/* From now on raise calls this. */
void raise_by(int (*function)(int signal));

/* Whether a signal that is not caught does nothing. */
bool raise_is_ignored(int signal);

#endif
