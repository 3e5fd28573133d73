/* SPDX-License-Identifier: MIT */
/*
 * How mappings and their pages go: in steps, and where a whole table has other users, at once.
 */
#include <mem/space.h>

#include <lib/assert.h>
#include <mem/frame.h>

/* Tables that one step drops: about 100 instructions each. */
#define DROP_BATCH 16

/* Mappings that one step looks at. */
#define LOOK_BATCH 32

/* Entries of tables that one step passes, about 2 instructions each. */
#define DROP_ENTRIES 512

tay_ua_t space_remove_step(struct mapping *mapping)
{
    tay_ua_t to = mapping_end(mapping);
    if (mapping->touched) {
        to = hal_space_unmap(&mapping->space->hal, mapping_start(mapping), to);
    }
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

tay_ua_t space_drop_shared_step(struct space *space, tay_ua_t address)
{
    unsigned entries = DROP_ENTRIES;
    unsigned drops = DROP_BATCH;
    for (unsigned i = 0; i < LOOK_BATCH && drops > 0; i++) {
        const struct mapping *mapping = space_mapping_above(space, address);
        if (mapping == NULL) {
            return HAL_USER_LIMIT;
        }
        tay_ua_t start = mapping_start(mapping), end = mapping_end(mapping);
        address = address > start ? address : start;
        if (!mapping->touched) {
            address = end;
        }
        while (address < end && drops > 0) {
            address = hal_space_next(&space->hal, address, end, &entries);
            if (entries == 0) {
                return address;
            }
            if (address < end) {
                hal_space_drop(&space->hal, address);
                address = (address & ~(tay_ua_t)(HAL_PIECE_BYTES - 1)) + HAL_PIECE_BYTES;
                drops--;
            }
        }
    }
    return address;
}
