/* SPDX-License-Identifier: MIT */
/*
 * Cutting mappings. Invariant: whatever is cut and not undone maps what it mapped before.
 */
#include <mem/cut.h>

void cut_undo(const struct cut *cut)
{
    if (cut->above) {
        space_join(cut->mapping);
    }
    if (cut->below) {
        space_join(mapping_of_node(tree_previous(&cut->mapping->node)));
    }
}

bool cut_split(struct mapping *mapping, struct space_range range, struct cut *cut)
{
    tay_ua_t end = range.start + range.length_bytes;
    if (mapping_start(mapping) < range.start) {
        if (!space_split(mapping, range.start)) {
            return false;
        }
        cut->mapping = mapping_of_node(tree_next(&mapping->node));
        cut->below = true;
    }
    if (mapping_end(cut->mapping) > end) {
        if (!space_split(cut->mapping, end)) {
            cut_undo(cut);
            return false;
        }
        cut->above = true;
    }
    return true;
}
