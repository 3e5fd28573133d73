/* SPDX-License-Identifier: MIT */
/*
 * The mappings of an address space. Invariants: mappings do not overlap; a page is translated only
 * inside a mapping; charged_bytes of a mapping is what charge_for() says of it. A mapping that once
 * owned pages goes on paying for them, whatever its protection.
 */
#include <mem/space.h>

#include <lib/assert.h>
#include <mem/frame.h>
#include <mem/memory.h>
#include <mem/slab.h>
#include <object/account.h>

/* Pages that one step removes: about 100 instructions each. */
#define REMOVE_BATCH 16

/* Address space that one step looks through, if it is sparse. */
#define REMOVE_STRETCH_BYTES ((size_t)1 << 30)

bool space_init(struct space *space, struct account *account)
{
    space->account = account;
    space->mapped_bytes = 0;
    tree_init(&space->mappings);
    return hal_space_init(&space->hal);
}

void space_fini(struct space *space)
{
    kernel_assert(space->mappings.root == NULL);
    hal_space_fini(&space->hal);
}

void *kernel_table_take(struct hal_space *space)
{
    (void)space;
    return frame_alloc_charged();
}

void kernel_table_give(struct hal_space *space, void *table)
{
    (void)space;
    frame_free(table);
}

bool space_range_is_valid(struct space_range range)
{
    size_t mask = HAL_PAGE_BYTES - 1;
    if (((range.start | range.length_bytes) & mask) != 0 || range.length_bytes == 0) {
        return false;
    }
    return range.start >= HAL_PAGE_BYTES && range.start < HAL_USER_LIMIT &&
           range.length_bytes <= HAL_USER_LIMIT - range.start;
}

struct mapping *space_mapping_above(const struct space *space, tay_ua_t address)
{
    struct tree_node *node = tree_floor(&space->mappings, address);
    if (node == NULL) {
        return mapping_of_node(tree_first(&space->mappings));
    }
    if (mapping_end(mapping_of_node(node)) > address) {
        return mapping_of_node(node);
    }
    return mapping_of_node(tree_next(node));
}

bool space_is_free(const struct space *space, struct space_range range)
{
    struct mapping *mapping = space_mapping_above(space, range.start);
    return mapping == NULL || mapping_start(mapping) >= range.start + range.length_bytes;
}

/* Looks upwards from `from`; 0: none. */
static tay_ua_t find_above(const struct space *space, tay_ua_t from, size_t length_bytes)
{
    struct mapping *mapping = space_mapping_above(space, from);
    while (mapping != NULL &&
           (mapping_start(mapping) < from || mapping_start(mapping) - from < length_bytes)) {
        from = mapping_end(mapping);
        mapping = mapping_of_node(tree_next(&mapping->node));
    }
    return from < HAL_USER_LIMIT && HAL_USER_LIMIT - from >= length_bytes ? from : 0;
}

tay_ua_t space_find_room(const struct space *space, tay_ua_t hint, size_t length_bytes)
{
    tay_ua_t place = 0;
    if (hint >= HAL_PAGE_BYTES && hint < HAL_USER_LIMIT) {
        place = find_above(space, hint, length_bytes);
    }
    return place != 0 ? place : find_above(space, HAL_PAGE_BYTES, length_bytes);
}

/* What a mapping may cost: its tables, and its pages where they are its own. */
static size_t charge_for(const struct mapping *mapping)
{
    size_t pages = hal_space_tables_max(mapping_start(mapping), mapping->length_bytes);
    return (pages << HAL_PAGE_SHIFT) + (mapping->owns_pages ? mapping->length_bytes : 0);
}

/* Whether a mapping with these flags writes, or may write, to pages of its own. */
static bool would_own(const struct memory *memory, unsigned flags)
{
    return memory == NULL || (flags & (TAY_MAP_SHARED | TAY_MAP_WRITE)) == TAY_MAP_WRITE;
}

/* Brings the charge in line with the mapping; false: cannot pay, and nothing happened. */
static bool recharge(struct mapping *mapping)
{
    size_t charge_bytes = charge_for(mapping);
    if (charge_bytes > mapping->charged_bytes &&
        !account_charge(mapping->space->account, charge_bytes - mapping->charged_bytes)) {
        return false;
    }
    if (charge_bytes < mapping->charged_bytes) {
        account_uncharge(mapping->space->account, mapping->charged_bytes - charge_bytes);
    }
    mapping->charged_bytes = charge_bytes;
    return true;
}

bool space_would_mix(const struct memory *memory, unsigned flags)
{
    if (memory == NULL) {
        return false;
    }
    bool writes = (flags & (TAY_MAP_SHARED | TAY_MAP_WRITE)) == (TAY_MAP_SHARED | TAY_MAP_WRITE);
    bool executes = (flags & TAY_MAP_EXECUTE) != 0;
    return (writes && memory->executors > 0) || (executes && memory->writers > 0);
}

/* Counts a mapping in or out of its memory object's writers and executors. */
static void count_use(const struct mapping *mapping, unsigned step)
{
    if (mapping->memory == NULL) {
        return;
    }
    if ((mapping->flags & TAY_MAP_SHARED) != 0 && (mapping->flags & TAY_MAP_WRITE) != 0) {
        mapping->memory->writers += step;
    }
    if ((mapping->flags & TAY_MAP_EXECUTE) != 0) {
        mapping->memory->executors += step;
    }
}

#define COUNT_IN 1u
#define COUNT_OUT (0u - 1u)

static void attach(struct mapping *mapping)
{
    tree_insert(&mapping->space->mappings, &mapping->node);
    mapping->space->mapped_bytes += mapping->length_bytes;
    list_node_init(&mapping->in_memory);
    count_use(mapping, COUNT_IN);
    if (mapping->memory != NULL) {
        list_push_back(&mapping->memory->mappings, &mapping->in_memory);
        object_hold(&mapping->memory->object);
    }
}

static void detach(struct mapping *mapping)
{
    tree_remove(&mapping->space->mappings, &mapping->node);
    mapping->space->mapped_bytes -= mapping->length_bytes;
    count_use(mapping, COUNT_OUT);
    list_remove(&mapping->in_memory);
    if (mapping->memory != NULL) {
        object_release(&mapping->memory->object);
    }
    account_uncharge(mapping->space->account, mapping->charged_bytes);
    slab_free(mapping);
}

bool space_map(struct space *space, const struct space_request *request)
{
    struct mapping *mapping = slab_alloc(space->account, SLAB_MAPPING);
    if (mapping == NULL) {
        return false;
    }
    mapping->node.key = request->range.start;
    mapping->space = space;
    mapping->length_bytes = request->range.length_bytes;
    mapping->memory = request->memory;
    mapping->offset_bytes = request->offset_bytes;
    mapping->flags = request->flags;
    mapping->rights = request->rights;
    mapping->owns_pages = would_own(request->memory, request->flags);
    if (!recharge(mapping)) {
        slab_free(mapping);
        return false;
    }
    attach(mapping);
    return true;
}

bool space_split(struct mapping *mapping, tay_ua_t address)
{
    struct space *space = mapping->space;
    struct mapping *upper = slab_alloc(space->account, SLAB_MAPPING);
    if (upper == NULL) {
        return false;
    }
    size_t lower_bytes = address - mapping_start(mapping);
    *upper = *mapping;
    upper->node.key = address;
    upper->node.height = 0;
    upper->length_bytes -= lower_bytes;
    upper->offset_bytes += lower_bytes;
    upper->charged_bytes = 0;
    struct mapping lower = *mapping;
    lower.length_bytes = lower_bytes;
    size_t charge_bytes = charge_for(upper) + charge_for(&lower);
    if (!account_charge(space->account, charge_bytes - mapping->charged_bytes)) {
        slab_free(upper);
        return false;
    }
    upper->charged_bytes = charge_for(upper);
    mapping->charged_bytes = charge_for(&lower);
    mapping->length_bytes = lower_bytes;
    space->mapped_bytes -= upper->length_bytes;
    attach(upper);
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
    next->charged_bytes = 0;
    detach(next);
    bool paid = recharge(mapping); /* a whole costs no more than its parts */
    kernel_assert(paid);
}

bool space_set_flags(struct mapping *mapping, unsigned flags)
{
    bool owned = mapping->owns_pages;
    mapping->owns_pages = owned || would_own(mapping->memory, flags);
    if (!recharge(mapping)) {
        mapping->owns_pages = owned;
        return false;
    }
    count_use(mapping, COUNT_OUT);
    mapping->flags = flags;
    count_use(mapping, COUNT_IN);
    return true;
}

/* Removes what is translated in [start of mapping, end); stops after a batch. Returns how far. */
static tay_ua_t remove_pages(struct mapping *mapping, tay_ua_t end)
{
    struct hal_space *hal = &mapping->space->hal;
    tay_ua_t address = mapping_start(mapping);
    for (unsigned i = 0; i < REMOVE_BATCH; i++) {
        struct hal_page page;
        address = hal_space_next(hal, address, end);
        if (address >= end) {
            return end;
        }
        if (hal_space_unmap(hal, address, &page) && (mapping->flags & TAY_MAP_SHARED) == 0) {
            frame_drop(hal_linear_va(page.pa));
        }
        address += HAL_PAGE_BYTES;
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
        detach(mapping);
        return;
    }
    /* The order of the mappings stays the same, so the key may change in place. */
    mapping->node.key += done_bytes;
    mapping->offset_bytes += done_bytes;
    mapping->length_bytes -= done_bytes;
    mapping->space->mapped_bytes -= done_bytes;
    bool paid = recharge(mapping);
    kernel_assert(paid);
}
