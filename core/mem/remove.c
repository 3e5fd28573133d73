/* SPDX-License-Identifier: MIT */
/*
 * How mappings and their pages go: in steps, and where a whole table has other users, at once.
 */
#include <mem/space.h>

#include <lib/assert.h>
#include <mem/frame.h>

/* Pages or tables that one step removes: about 100 instructions each. */
#define REMOVE_BATCH 16

/* Address space that one step looks through, if it is sparse. */
#define REMOVE_STRETCH_BYTES ((size_t)1 << 30)

/* Removes one page, if there is one. The table that it may take to own the piece is paid for by the
 * mapping. */
static void remove_page(struct hal_space *hal, tay_ua_t address)
{
    struct hal_page page;
    bool owned = hal_space_own(hal, address);
    kernel_assert(owned);
    if (hal_space_unmap(hal, address, &page) && page.counted) {
        frame_drop(hal_linear_va(page.pa));
    }
}

/* Removes what is translated in [start of mapping, end); stops after a batch. Returns how far. */
static tay_ua_t remove_pages(struct mapping *mapping, tay_ua_t end)
{
    struct hal_space *hal = &mapping->space->hal;
    tay_ua_t address = mapping_start(mapping);
    for (unsigned i = 0; i < REMOVE_BATCH; i++) {
        address = hal_space_next(hal, address, end);
        if (address >= end) {
            return end;
        }
        tay_ua_t piece = address & ~(tay_ua_t)(HAL_PIECE_BYTES - 1);
        bool is_whole = piece >= mapping_start(mapping) && end - piece >= HAL_PIECE_BYTES;
        if (is_whole && hal_space_drop(hal, address)) {
            address = piece + HAL_PIECE_BYTES;
        } else {
            remove_page(hal, address);
            address += HAL_PAGE_BYTES;
        }
    }
    return address;
}

void space_remove_step(struct mapping *mapping)
{
    tay_ua_t end = mapping_end(mapping);
    if (mapping->length_bytes > REMOVE_STRETCH_BYTES) {
        end = mapping_start(mapping) + REMOVE_STRETCH_BYTES;
    }
    tay_ua_t reached = remove_pages(mapping, end);
    size_t done_bytes = reached - mapping_start(mapping);
    if (done_bytes == mapping->length_bytes) {
        mapping_detach(mapping);
        return;
    }
    /* The order of the mappings stays the same, so the key may change in place. */
    mapping->node.key += done_bytes;
    mapping->offset_bytes += done_bytes;
    mapping->length_bytes -= done_bytes;
    mapping->space->mapped_bytes -= done_bytes;
    bool paid = mapping_recharge(mapping);
    kernel_assert(paid);
}

tay_ua_t space_drop_shared_step(struct space *space, tay_ua_t address)
{
    for (unsigned i = 0; i < REMOVE_BATCH && address < HAL_USER_LIMIT; i++) {
        address = hal_space_next(&space->hal, address, HAL_USER_LIMIT);
        if (address < HAL_USER_LIMIT) {
            hal_space_drop(&space->hal, address);
            address = (address & ~(tay_ua_t)(HAL_PIECE_BYTES - 1)) + HAL_PIECE_BYTES;
        }
    }
    return address;
}
