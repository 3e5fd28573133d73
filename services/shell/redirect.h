/* SPDX-License-Identifier: MIT */
/*
 * Redirections (XCU 2.7).
 */
#ifndef SHELL_REDIRECT_H
#define SHELL_REDIRECT_H

#include "syntax.h"
#include <stdbool.h>

/* Descriptors that are to be again what they were. */
struct redirect_block {
    struct redirect_saved *saved;
};

/* Does all in order. What the descriptors were is kept in the block; without one it is for good.
 * False: one cannot be done, which has been said. */
bool redirect_apply(const struct redirection *redirections, struct redirect_block *block);

/* Takes everything back. */
void redirect_end(void *block);

#endif
