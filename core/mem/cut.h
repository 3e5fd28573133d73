/* SPDX-License-Identifier: MIT */
/*
 * Cutting a range out of the mappings that reach beyond it.
 */
#ifndef MEM_CUT_H
#define MEM_CUT_H

#include <mem/space.h>

/* The first mapping in a range, and on which sides it was just cut off from a larger one. */
struct cut {
    struct mapping *mapping; /* NULL: nothing is mapped in the range */
    bool below;
    bool above;
};

/*
 * Splits what must be split so that the first mapping in the range lies wholly in it. False: the
 * account cannot pay, and nothing happened.
 */
bool cut_make(const struct space *space, struct space_range range, struct cut *cut);

/* Joins again what was split. */
void cut_undo(const struct cut *cut);

#endif
