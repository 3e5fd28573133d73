/* SPDX-License-Identifier: MIT */
/*
 * Completion: what may be meant by the word before the cursor: a command, where one can stand, or a
 * path.
 */
#ifndef SHELL_COMPLETE_H
#define SHELL_COMPLETE_H

#include "expand.h"
#include "line.h"
#include <stdbool.h>

struct completion {
    struct fields candidates; /* sorted; a directory with a slash behind it */
    size_t start;             /* of the part of the word that they would replace */
    char *replacement; /* what they have in common, quoted; behind a single one what follows */
};

/* Everything in the result is in `scratch`. */
void complete(const struct line *line, struct completion *completion);

#endif
