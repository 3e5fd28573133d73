/* SPDX-License-Identifier: MIT */
/*
 * How mappings and their pages go: in steps, and where a whole table has other users, at once.
 */
#include <mem/space.h>

#include <lib/assert.h>
#include <mem/frame.h>

/* Mappings that one step of an end looks at, or removes: about 250 instructions each, besides what
 * is translated in them. */
#define END_BATCH 8

tay_ua_t space_remove_touched_step(struct mapping *mapping)
{
    tay_ua_t to =
        hal_space_unmap(&mapping->space->hal, mapping_start(mapping), mapping_end(mapping));
    size_t done_bytes = to - mapping_start(mapping);
    if (done_bytes == mapping->length_bytes) {
        mapping_detach(mapping);
        return to;
    }
    /* The order of the mappings stays the same, so the key may change in place. */
    mapping->node.key += done_bytes;
    mapping->offset_bytes += done_bytes;
    mapping->length_bytes -= done_bytes;
    mapping->space->mapped_bytes -= done_bytes;
    bool paid = mapping_recharge(mapping);
    kernel_assert(paid);
    return to;
}

/* Drops tables that other spaces use, too, so that what is still translated then lies in tables of
 * the space's own: else an end could need memory for a copy. */
static void drop_shared(struct space *space, tay_ua_t *progress)
{
    struct mapping *mapping = space_mapping_above(space, *progress);
    for (unsigned i = 0; i < END_BATCH && mapping != NULL; i++) {
        tay_ua_t end = mapping_end(mapping);
        if (*progress < mapping_start(mapping)) {
            *progress = mapping_start(mapping);
        }
        if (mapping->touched && *progress < end) {
            *progress = hal_space_drop(&space->hal, *progress, end);
            if (*progress < end) {
                return;
            }
        }
        mapping = mapping_of_node(tree_next(&mapping->node));
    }
    *progress = mapping == NULL ? HAL_USER_LIMIT : mapping_start(mapping);
}

bool space_end_step(struct space *space, tay_ua_t *progress)
{
    if (*progress < HAL_USER_LIMIT) {
        drop_shared(space, progress);
        return true;
    }
    for (unsigned i = 0; i < END_BATCH; i++) {
        struct mapping *mapping = mapping_of_node(tree_first(&space->mappings));
        if (mapping == NULL) {
            return false;
        }
        bool touched = mapping->touched;
        (void)space_remove_step(mapping);
        if (touched) {
            return true;
        }
    }
    return true;
}
