/* SPDX-License-Identifier: MIT */
/*
 * Arithmetic on signed numbers of 64 bits, as in C (XCU 2.6.4). What does not fit wraps round.
 */
#ifndef SHELL_ARITHMETIC_H
#define SHELL_ARITHMETIC_H

#include <stdint.h>

/* The value of an expression; what is wrong in it is raised as an error. It may assign to
 * variables. */
int64_t arithmetic_value(const char *expression);

#endif
