/* SPDX-License-Identifier: MIT */
/*
 * How mappings and their pages go: in steps, and where a whole table has other users, at once.
 */
#include <mem/space.h>

#include <lib/assert.h>
#include <mem/frame.h>

/* Pages or tables that one step removes: about 400 instructions each. */
#define REMOVE_BATCH 8

/* Entries of tables that one step passes: about 10 instructions each. */
#define REMOVE_ENTRIES 256

/* Removes one page. False: a part of making the piece the space's own is done, and no more. */
static bool remove_page(struct hal_space *hal, tay_ua_t address)
{
    struct hal_page page;
    if (!space_own(hal, address)) {
        return false;
    }
    if (hal_space_unmap(hal, address, &page) && page.counted) {
        frame_drop(hal_linear_va(page.pa));
    }
    return true;
}

/* Removes some of what is translated in a mapping, from its start on. Returns how far it came. */
static tay_ua_t remove_pages(struct mapping *mapping)
{
    struct hal_space *hal = &mapping->space->hal;
    tay_ua_t address = mapping_start(mapping);
    tay_ua_t end = mapping_end(mapping);
    unsigned entries = REMOVE_ENTRIES;
    for (unsigned i = 0; i < REMOVE_BATCH; i++) {
        address = hal_space_next(hal, address, end, &entries);
        if (address >= end || entries == 0) {
            return address;
        }
        tay_ua_t piece = address & ~(tay_ua_t)(HAL_PIECE_BYTES - 1);
        bool is_whole = piece >= mapping_start(mapping) && end - piece >= HAL_PIECE_BYTES;
        if (is_whole && hal_space_drop(hal, address)) {
            address = piece + HAL_PIECE_BYTES;
        } else if (remove_page(hal, address)) {
            address += HAL_PAGE_BYTES;
        } else {
            return address;
        }
    }
    return address;
}

tay_ua_t space_remove_step(struct mapping *mapping)
{
    tay_ua_t to = remove_pages(mapping);
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
    unsigned entries = REMOVE_ENTRIES;
    for (unsigned i = 0; i < REMOVE_BATCH; i++) {
        address = hal_space_next(&space->hal, address, HAL_USER_LIMIT, &entries);
        if (address >= HAL_USER_LIMIT || entries == 0) {
            return address;
        }
        hal_space_drop(&space->hal, address);
        address = (address & ~(tay_ua_t)(HAL_PIECE_BYTES - 1)) + HAL_PIECE_BYTES;
    }
    return address;
}
