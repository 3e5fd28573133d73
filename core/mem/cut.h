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

/* The same where the first mapping in the range, which stands in the cut, reaches beyond it. */
bool cut_split(struct mapping *mapping, struct space_range range, struct cut *cut);

/*
 * Splits what must be split so that the first mapping in the range lies wholly in it. False: the
 * account cannot pay, and nothing happened.
 */
static inline bool cut_make(const struct space *space, struct space_range range, struct cut *cut)
{
    struct mapping *mapping = space_mapping_above(space, range.start);
    *cut = (struct cut){.mapping = mapping};
    tay_ua_t end = range.start + range.length_bytes;
    if (mapping == NULL || mapping_start(mapping) >= end) {
        cut->mapping = NULL;
        return true;
    }
    bool is_inside = mapping_start(mapping) >= range.start && mapping_end(mapping) <= end;
    return is_inside || cut_split(mapping, range, cut);
}

/* Joins again what was split. */
void cut_undo(const struct cut *cut);

#endif
