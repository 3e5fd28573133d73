/* SPDX-License-Identifier: MIT */
/*
 * The mappings of an address space. Invariants: mappings do not overlap; a page is translated only
 * inside a mapping.
 */
#include <mem/space.h>

#include <lib/assert.h>
#include <lib/random.h>
#include <mem/frame.h>
#include <mem/memory.h>
#include <mem/slab.h>
#include <object/account.h>

/* Mappings that one step of a search passes: about 40 instructions each. */
#define SEARCH_BATCH 64

/* In the progress of a search, beside the address that it has come to: no more from the hint on. */
#define SEARCH_FROM_START 1u

tay_ua_t space_random_base(void)
{
    const tay_ua_t pieces = HAL_USER_LIMIT / 2 / HAL_PIECE_BYTES;
    const tay_ua_t upper_half = HAL_PIECE_BYTES / HAL_PAGE_BYTES / 2;
    tay_ua_t piece = (tay_ua_t)(random_place() % pieces) & ~upper_half;
    return HAL_USER_LIMIT / 4 + piece * HAL_PIECE_BYTES;
}

bool space_init(struct space *space, struct account *account)
{
    space->account = account;
    space->mapped_bytes = 0;
    space->found = NULL;
    tree_init(&space->mappings);
    space->base = 0;
    return hal_space_init(&space->hal);
}

tay_ua_t space_base(struct space *space)
{
    if (space->base == 0) {
        space->base = space_random_base();
    }
    return space->base;
}

void space_fini(struct space *space)
{
    kernel_assert(space->mappings.root == NULL);
    hal_space_fini(&space->hal);
}

void *kernel_table_take(struct hal_space *space)
{
    (void)space;
    return frame_alloc_zeroed();
}

void kernel_table_hold(void *table)
{
    frame_hold(table);
}

void kernel_table_give(struct hal_space *space, void *table)
{
    (void)space;
    frame_drop(table);
}

bool kernel_table_is_shared(const void *table)
{
    return frame_references(table) > 1;
}

void kernel_page_drop(struct hal_pa page)
{
    frame_drop(hal_linear_va(page));
}

struct mapping *space_search_above(const struct space *space, tay_ua_t address)
{
    struct tree_place place = tree_place_of(&space->mappings, address);
    struct mapping *below = mapping_of_node(place.below);
    return below != NULL && mapping_end(below) > address ? below : mapping_of_node(place.above);
}

/* Passes some mappings upwards from *from, below which there is no room; whether there is at *from,
 * or (SPACE_SEARCHING) perhaps above it. */
static tay_ua_t find_above(const struct space *space, tay_ua_t *from, size_t length_bytes)
{
    struct mapping *mapping = space_mapping_above(space, *from);
    for (unsigned i = 0; i < SEARCH_BATCH; i++) {
        tay_ua_t start = mapping == NULL ? HAL_USER_LIMIT : mapping_start(mapping);
        if (start >= *from && start - *from >= length_bytes) {
            return *from;
        }
        if (mapping == NULL) {
            return 0;
        }
        *from = mapping_end(mapping);
        mapping = mapping_of_node(tree_next(&mapping->node));
    }
    return SPACE_SEARCHING;
}

tay_ua_t space_find_room(const struct space *space, tay_ua_t hint, size_t length_bytes,
                         size_t *progress)
{
    bool is_above_hint = (*progress & SEARCH_FROM_START) == 0;
    tay_ua_t from = *progress & ~(size_t)SEARCH_FROM_START;
    if (*progress == 0) {
        is_above_hint = hint >= HAL_PAGE_BYTES && hint < HAL_USER_LIMIT;
        from = is_above_hint ? hint : HAL_PAGE_BYTES;
    }
    tay_ua_t place = find_above(space, &from, length_bytes);
    if (place == 0 && is_above_hint) {
        from = HAL_PAGE_BYTES;
        is_above_hint = false;
        place = SPACE_SEARCHING;
    }
    *progress = 0;
    if (place == SPACE_SEARCHING) {
        *progress = from | (is_above_hint ? 0 : SEARCH_FROM_START);
    }
    return place;
}

bool space_map_like(struct space *space, const struct mapping *model)
{
    struct mapping *mapping = slab_take(space->account, &space->account->slabs, SLAB_MAPPING);
    if (mapping == NULL) {
        return false;
    }
    if (!account_charge(space->account, model->charged_bytes)) {
        slab_untake(mapping);
        return false;
    }
    *mapping = *model;
    mapping->space = space;
    struct tree_place place = {.parent = tree_last(&space->mappings), .side = 1};
    space_attach(mapping, &place);
    return true;
}

bool space_split(struct mapping *mapping, tay_ua_t address)
{
    struct space *space = mapping->space;
    struct mapping *upper = slab_take(space->account, &space->account->slabs, SLAB_MAPPING);
    if (upper == NULL) {
        return false;
    }
    size_t lower_bytes = address - mapping_start(mapping);
    *upper = *mapping;
    upper->node.key = address;
    upper->length_bytes -= lower_bytes;
    upper->offset_bytes += lower_bytes;
    upper->charged_bytes = 0;
    struct mapping lower = *mapping;
    lower.length_bytes = lower_bytes;
    size_t charge_bytes = mapping_charge(upper) + mapping_charge(&lower);
    if (!account_charge(space->account, charge_bytes - mapping->charged_bytes)) {
        slab_untake(upper);
        return false;
    }
    upper->charged_bytes = mapping_charge(upper);
    mapping->charged_bytes = mapping_charge(&lower);
    mapping->length_bytes = lower_bytes;
    space->mapped_bytes -= upper->length_bytes;
    struct tree_place place = tree_place_of(&space->mappings, address);
    space_attach(upper, &place);
    return true;
}

void space_join(struct mapping *mapping)
{
    struct mapping *next = mapping_of_node(tree_next(&mapping->node));
    if (next == NULL || mapping_end(mapping) != mapping_start(next) ||
        mapping->memory != next->memory || mapping->flags != next->flags ||
        mapping->rights != next->rights || mapping->owns_pages != next->owns_pages) {
        return;
    }
    if (mapping->memory != NULL &&
        mapping->offset_bytes + mapping->length_bytes != next->offset_bytes) {
        return;
    }
    mapping->length_bytes += next->length_bytes;
    mapping->space->mapped_bytes += next->length_bytes;
    mapping->charged_bytes += next->charged_bytes;
    mapping->touched = mapping->touched || next->touched;
    next->charged_bytes = 0;
    mapping_detach(next);
    bool paid = mapping_recharge(mapping); /* a whole costs no more than its parts */
    kernel_assert(paid);
}

bool space_set_flags(struct mapping *mapping, unsigned flags)
{
    bool owned = mapping->owns_pages;
    mapping->owns_pages = owned || mapping_would_own(mapping->memory, flags);
    if (!mapping_recharge(mapping)) {
        mapping->owns_pages = owned;
        return false;
    }
    if (mapping->memory == NULL) {
        mapping->flags = flags;
        return true;
    }
    mapping_count_use(mapping, MAPPING_COUNT_OUT);
    mapping->flags = flags;
    mapping_count_use(mapping, MAPPING_COUNT_IN);
    return true;
}
