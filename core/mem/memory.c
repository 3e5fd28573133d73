/* SPDX-License-Identifier: MIT */
/*
 * Memory objects. Invariants: charged_bytes covers every page and index page that can come to be;
 * each frame in the index carries one reference of the memory object's.
 */
#include <mem/memory.h>

#include <lib/assert.h>
#include <mem/frame.h>
#include <mem/mapping.h>
#include <mem/slab.h>
#include <mem/space.h>
#include <object/account.h>

#define INDEX_ENTRIES (HAL_PAGE_BYTES / sizeof(uint32_t))

/* Pages that one step of the end gives back: about 250 instructions each. */
#define END_BATCH 16

static unsigned levels_for(size_t pages)
{
    return pages == 1 ? 0 : pages <= INDEX_ENTRIES ? 1 : 2;
}

static size_t index_pages(size_t pages)
{
    size_t leaves = (pages + INDEX_ENTRIES - 1) / INDEX_ENTRIES;
    return levels_for(pages) == 2 ? leaves + 1 : levels_for(pages);
}

static struct memory *create(struct account *account, size_t length_bytes, size_t charge_bytes)
{
    struct memory *memory = slab_alloc(account, SLAB_MEMORY);
    if (memory == NULL) {
        return NULL;
    }
    if (!account_charge(account, charge_bytes)) {
        slab_untake(memory);
        return NULL;
    }
    object_init(&memory->object, TAY_OBJECT_memory, account);
    memory->length_bytes = length_bytes;
    memory->charged_bytes = charge_bytes;
    list_init(&memory->mappings);
    return memory;
}

struct memory *memory_create(struct account *account, size_t length_bytes)
{
    size_t pages = length_bytes >> HAL_PAGE_SHIFT;
    size_t charge_bytes = (pages + index_pages(pages)) << HAL_PAGE_SHIFT;
    struct memory *memory = create(account, length_bytes, charge_bytes);
    if (memory != NULL) {
        memory->levels = levels_for(pages);
    }
    return memory;
}

struct memory *memory_create_physical(struct account *account, struct hal_pa start,
                                      size_t length_bytes, enum hal_caching caching)
{
    struct memory *memory = create(account, length_bytes, 0);
    if (memory != NULL) {
        memory->physical = true;
        memory->start = start;
        memory->caching = caching;
    }
    return memory;
}

/* The place that holds the frame number of page n; NULL: an index page is missing. */
static uint32_t *place_of(struct memory *memory, size_t n, bool make)
{
    uint32_t *place = &memory->top;
    for (unsigned level = memory->levels; level > 0; level--) {
        if (*place == 0) {
            if (!make) {
                return NULL;
            }
            *place = frame_number(frame_alloc_zeroed());
        }
        uint32_t *index = frame_of_number(*place);
        place = &index[level == 2 ? n / INDEX_ENTRIES : n % INDEX_ENTRIES];
    }
    return place;
}

void *memory_frame(struct memory *memory, size_t n, bool make)
{
    kernel_assert(!memory->physical && n < memory->length_bytes >> HAL_PAGE_SHIFT);
    uint32_t *place = place_of(memory, n, make);
    if (place == NULL || (*place == 0 && !make)) {
        return NULL;
    }
    if (*place == 0) {
        *place = frame_number(frame_alloc_zeroed());
        memory->resident_pages++;
    }
    return frame_of_number(*place);
}

/* Gives back pages from end_page on; true: all are gone. */
static bool drop_pages(struct memory *memory)
{
    size_t pages = memory->length_bytes >> HAL_PAGE_SHIFT;
    for (unsigned i = 0; i < END_BATCH && memory->end_page < pages; i++) {
        size_t n = memory->end_page;
        uint32_t *place = place_of(memory, n, false);
        if (place == NULL) {
            /* Nothing below this index page, or below the top one. */
            memory->end_page = memory->top == 0 ? pages : (n / INDEX_ENTRIES + 1) * INDEX_ENTRIES;
            continue;
        }
        if (*place != 0) {
            frame_drop(frame_of_number(*place));
            *place = 0;
        }
        memory->end_page++;
        if (memory->levels == 2 &&
            (memory->end_page % INDEX_ENTRIES == 0 || memory->end_page == pages)) {
            uint32_t *index = frame_of_number(memory->top);
            frame_drop(frame_of_number(index[n / INDEX_ENTRIES]));
            index[n / INDEX_ENTRIES] = 0;
        }
    }
    return memory->end_page >= pages;
}

bool memory_end_step(struct object *object)
{
    struct memory *memory = memory_of(object);
    struct list_node *node = list_first(&memory->mappings);
    if (node != NULL) {
        (void)space_remove_step(container_of(node, struct mapping, in_memory));
        return false;
    }
    if (!memory->physical && !drop_pages(memory)) {
        return false;
    }
    if (memory->levels > 0 && memory->top != 0) {
        frame_drop(frame_of_number(memory->top));
    }
    memory->top = 0;
    account_uncharge(object->account, memory->charged_bytes);
    return true;
}
