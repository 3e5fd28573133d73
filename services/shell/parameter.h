/* SPDX-License-Identifier: MIT */
/*
 * Parameters: $x, ${x:-word} and their kin (XCU 2.5, 2.6.2).
 */
#ifndef SHELL_PARAMETER_H
#define SHELL_PARAMETER_H

#include "expansion.h"

void parameter_expand(struct expansion *expansion, const struct part *part);

/* Replaces $1 and so on by copies of these; $0 stays. */
void parameter_set_all(char *const *values, size_t count);

/* The same for as long as a block lasts. */
struct parameter_block {
    char **parameter;
    size_t count;
};
void parameter_block_begin(struct parameter_block *block, char *const *values, size_t count);
void parameter_block_end(void *block);

#endif
