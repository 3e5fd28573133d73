/* SPDX-License-Identifier: MIT */
/*
 * The buddy allocator.
 *
 * Each range of RAM is cut into blocks of 2^order frames, aligned to their size. The table holds
 * one entry of 32 bits for each frame, but only the entry of a block's first frame has a meaning;
 * the others are never read, so that the table needs no initialisation: the buddy of a block lies
 * in the same range and starts with a block of the same order or a smaller one, whose entry is
 * written.
 */
#include <mem/frame.h>

#include <hal/memory.h>
#include <hal/space.h>
#include <hal/system.h>
#include <lib/assert.h>
#include <lib/list.h>

enum frame_state { FRAME_FREE = 1, FRAME_TAKEN = 2 };

/* An entry: bits 0-4 order, 5-6 state, 8-31 references. */
#define ENTRY(order, state, references)                                                            \
    ((uint32_t)(order) | (uint32_t)(state) << 5 | (uint32_t)(references) << 8)
#define ENTRY_ORDER(entry) ((entry)&31u)
#define ENTRY_STATE(entry) ((entry) >> 5 & 3u)
#define ENTRY_REFERENCES(entry) ((entry) >> 8)
#define ENTRY_ONE_REFERENCE (1u << 8)
#define REFERENCES_MAX 0xffffffu

static struct {
    struct list free[FRAME_ORDER_MAX + 1];
    uint32_t *table;
    uintptr_t base; /* number of the frame that entry 0 stands for */
    size_t free_count;
    size_t total_count;
    size_t table_pages;
    size_t range_count;
    struct {
        uintptr_t first, end; /* numbers, relative to base */
    } range[HAL_MEMORY_RANGES];
} frames;

static uintptr_t index_of(const void *frame)
{
    return (hal_linear_pa(frame).value >> HAL_PAGE_SHIFT) - frames.base;
}

static void *frame_at(uintptr_t index)
{
    struct hal_pa pa = {(frames.base + index) << HAL_PAGE_SHIFT};
    return hal_linear_va(pa);
}

static void put_free(uintptr_t index, unsigned order)
{
    frames.table[index] = ENTRY(order, FRAME_FREE, 0);
    list_push_front(&frames.free[order], (struct list_node *)frame_at(index));
    frames.free_count += (size_t)1 << order;
}

static void take_free(uintptr_t index, unsigned order)
{
    list_remove((struct list_node *)frame_at(index));
    frames.free_count -= (size_t)1 << order;
}

/* Whether the block lies wholly within one range. */
static bool is_in_range(uintptr_t index, unsigned order)
{
    uintptr_t end = index + ((uintptr_t)1 << order);
    for (size_t i = 0; i < frames.range_count; i++) {
        if (index >= frames.range[i].first && end <= frames.range[i].end) {
            return true;
        }
    }
    return false;
}

/* Cuts [first, end) into the largest aligned blocks. */
static void add_range(uintptr_t first, uintptr_t end)
{
    frames.range[frames.range_count].first = first;
    frames.range[frames.range_count].end = end;
    frames.range_count++;
    while (first < end) {
        unsigned order = 0;
        while (order < FRAME_ORDER_MAX && (first & ((uintptr_t)1 << order)) == 0 &&
               first + ((uintptr_t)2 << order) <= end) {
            order++;
        }
        put_free(first, order);
        first += (uintptr_t)1 << order;
    }
}

/* The base is aligned to the greatest block, so that index and address align alike. */
static uintptr_t base_below(uintptr_t number)
{
    return number & ~(((uintptr_t)1 << FRAME_ORDER_MAX) - 1);
}

void frame_init(const struct hal_boot *boot)
{
    size_t largest = 0;
    for (size_t i = 1; i < boot->range_count; i++) {
        if (boot->range[i].bytes > boot->range[largest].bytes) {
            largest = i;
        }
    }
    if (boot->range_count == 0) {
        hal_panic("the board has no memory");
    }
    const struct hal_memory_range *last = &boot->range[boot->range_count - 1];
    frames.base = base_below(boot->range[0].start.value >> HAL_PAGE_SHIFT);
    uintptr_t top = (last->start.value + last->bytes) >> HAL_PAGE_SHIFT;
    size_t table_bytes = (top - frames.base) * sizeof *frames.table;
    size_t table_pages = (table_bytes + HAL_PAGE_BYTES - 1) >> HAL_PAGE_SHIFT;
    if (boot->range[largest].bytes >> HAL_PAGE_SHIFT <= table_pages) {
        hal_panic("the board has too little memory");
    }
    frames.table_pages = table_pages;
    frames.table = (uint32_t *)hal_linear_va(boot->range[largest].start);
    frames.free_count = 0;
    frames.range_count = 0;
    for (unsigned order = 0; order <= FRAME_ORDER_MAX; order++) {
        list_init(&frames.free[order]);
    }
    for (size_t i = 0; i < boot->range_count; i++) {
        uintptr_t first = (boot->range[i].start.value >> HAL_PAGE_SHIFT) - frames.base;
        uintptr_t end = first + (boot->range[i].bytes >> HAL_PAGE_SHIFT);
        first += i == largest ? table_pages : 0;
        /* Frame number 0 stands for "none" elsewhere. */
        first += first + frames.base == 0 ? 1 : 0;
        add_range(first, end);
    }
    frames.total_count = frames.free_count;
}

void *frame_alloc(unsigned order)
{
    unsigned from = order;
    while (from <= FRAME_ORDER_MAX && list_is_empty(&frames.free[from])) {
        from++;
    }
    if (from > FRAME_ORDER_MAX) {
        return NULL;
    }
    uintptr_t index = index_of(list_first(&frames.free[from]));
    take_free(index, from);
    while (from > order) {
        from--;
        put_free(index + ((uintptr_t)1 << from), from);
    }
    frames.table[index] = ENTRY(order, FRAME_TAKEN, 1);
    return frame_at(index);
}

void *frame_alloc_charged(void)
{
    void *frame = frame_alloc(0);
    kernel_assert(frame != NULL);
    hal_page_clear(frame);
    return frame;
}

void frame_free(void *block)
{
    uintptr_t index = index_of(block);
    uint32_t entry = frames.table[index];
    kernel_assert(ENTRY_STATE(entry) == FRAME_TAKEN && ENTRY_REFERENCES(entry) == 1);
    unsigned order = ENTRY_ORDER(entry);
    while (order < FRAME_ORDER_MAX) {
        uintptr_t buddy = index ^ ((uintptr_t)1 << order);
        if (!is_in_range(buddy, order) || frames.table[buddy] != ENTRY(order, FRAME_FREE, 0)) {
            break;
        }
        take_free(buddy, order);
        index &= buddy;
        order++;
    }
    put_free(index, order);
}

void frame_hold(void *frame)
{
    uint32_t *entry = &frames.table[index_of(frame)];
    kernel_assert(ENTRY_STATE(*entry) == FRAME_TAKEN && ENTRY_ORDER(*entry) == 0);
    kernel_assert(ENTRY_REFERENCES(*entry) < REFERENCES_MAX);
    *entry += ENTRY_ONE_REFERENCE;
}

void frame_drop(void *frame)
{
    uint32_t *entry = &frames.table[index_of(frame)];
    if (ENTRY_REFERENCES(*entry) == 1) {
        frame_free(frame);
    } else {
        kernel_assert(ENTRY_STATE(*entry) == FRAME_TAKEN && ENTRY_REFERENCES(*entry) > 1);
        *entry -= ENTRY_ONE_REFERENCE;
    }
}

unsigned frame_references(const void *frame)
{
    uint32_t entry = frames.table[index_of(frame)];
    kernel_assert(ENTRY_STATE(entry) == FRAME_TAKEN);
    return ENTRY_REFERENCES(entry);
}

size_t frame_free_count(void)
{
    return frames.free_count;
}

size_t frame_total_count(void)
{
    return frames.total_count;
}

size_t frame_table_bytes(void)
{
    return frames.table_pages << HAL_PAGE_SHIFT;
}

uint32_t frame_number(const void *frame)
{
    return (uint32_t)(hal_linear_pa(frame).value >> HAL_PAGE_SHIFT);
}

void *frame_of_number(uint32_t number)
{
    struct hal_pa pa = {(uintptr_t)number << HAL_PAGE_SHIFT};
    return hal_linear_va(pa);
}

void frame_check(void)
{
    size_t count = 0;
    for (unsigned order = 0; order <= FRAME_ORDER_MAX; order++) {
        for (struct list_node *node = list_first(&frames.free[order]); node != NULL;
             node = list_next(&frames.free[order], node)) {
            uintptr_t index = index_of(node);
            kernel_assert(frames.table[index] == ENTRY(order, FRAME_FREE, 0));
            kernel_assert((index & (((uintptr_t)1 << order) - 1)) == 0);
            kernel_assert(is_in_range(index, order));
            count += (size_t)1 << order;
        }
    }
    kernel_assert(count == frames.free_count);
}
