/* SPDX-License-Identifier: MIT */
/*
 * The table of frames, and single ones.
 *
 * Most are taken and given back one by one. So a few free frames stand in a list of their own, not
 * merged, until there are too many of them, or a larger block is missing; the others are free
 * blocks (mem/block.h).
 */
#include <mem/frame.h>

#include <hal/memory.h>
#include <hal/system.h>
#include <lib/assert.h>
#include <mem/block.h>

#define ENTRY_ORDER(entry) ((entry)&31u)

/* How many frames may be loose: to merge one takes up to 150 instructions. */
#define LOOSE_MAX 32

/* The greatest block that is cut into loose frames at once. */
#define LOOSE_ORDER 4

uint32_t *kernel_frame_entry;

struct frame_pool frame_pool;

static struct {
    size_t total_count;
    size_t table_pages;
    uintptr_t busy_first; /* taken until the boot is over */
    uintptr_t busy_end;
} frames;

/* The table begins at a greatest block, so that none reaches below it. */
static uintptr_t base_below(uintptr_t number)
{
    return number & ~(((uintptr_t)1 << FRAME_ORDER_MAX) - 1);
}

struct frame_range {
    uintptr_t first, end;
};

/* The frames of a range that can be taken: without the table, which stands in the largest one. */
static struct frame_range range_of(const struct hal_boot *boot, size_t n, size_t largest)
{
    uintptr_t first = boot->range[n].start.value >> HAL_PAGE_SHIFT;
    struct frame_range range = {first, first + (boot->range[n].bytes >> HAL_PAGE_SHIFT)};
    range.first += n == largest ? frames.table_pages : 0;
    range.first += range.first == 0; /* frame number 0 stands for "none" elsewhere */
    return range;
}

/* The end of a range is taken, for now. */
static void set_busy(const struct hal_boot *boot, uintptr_t end)
{
    frames.busy_end = end;
    frames.busy_first = end - (boot->busy_bytes >> HAL_PAGE_SHIFT);
    for (uintptr_t number = frames.busy_first; number < end; number++) {
        kernel_frame_entry[number] = FRAME_ENTRY(0, FRAME_TAKEN, 1);
    }
}

void frame_release_busy(void)
{
    for (; frames.busy_first < frames.busy_end; frames.busy_first++) {
        frame_free(block_at(frames.busy_first));
    }
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
    uintptr_t base = base_below(boot->range[0].start.value >> HAL_PAGE_SHIFT);
    uintptr_t top = (last->start.value + last->bytes) >> HAL_PAGE_SHIFT;
    size_t table_bytes = (top - base) * sizeof *kernel_frame_entry;
    size_t table_pages = (table_bytes + HAL_PAGE_BYTES - 1) >> HAL_PAGE_SHIFT;
    if (boot->range[largest].bytes >> HAL_PAGE_SHIFT <= table_pages) {
        hal_panic("the board has too little memory");
    }
    frames.table_pages = table_pages;
    /* So that the number of a frame is the index of its entry. */
    kernel_frame_entry = (uint32_t *)((uintptr_t)hal_linear_va(boot->range[largest].start) -
                                      base * sizeof *kernel_frame_entry);
    frame_pool.loose = NULL;
    frame_pool.loose_count = 0;
    frame_pool.free_count = 0;
    block_init(top);
    for (size_t i = 0; i < boot->range_count; i++) {
        struct frame_range range = range_of(boot, i, largest);
        if (range.first < range.end) {
            block_bound_range(range.first, range.end);
        }
    }
    for (size_t i = 0; i < boot->range_count; i++) {
        struct frame_range range = range_of(boot, i, largest);
        if (i == 0) {
            set_busy(boot, range.end);
            range.end = frames.busy_first;
        }
        if (range.first < range.end) {
            block_add_range(range.first, range.end);
            frame_pool.free_count += range.end - range.first;
        }
    }
    frames.total_count = frame_pool.free_count + (boot->busy_bytes >> HAL_PAGE_SHIFT);
}

static void put_loose(struct frame_loose *frame, uint32_t *entry)
{
    *entry = FRAME_ENTRY(0, FRAME_LOOSE, 0);
    frame->next = frame_pool.loose;
    frame_pool.loose = frame;
    frame_pool.loose_count++;
}

static struct frame_loose *take_loose(void)
{
    struct frame_loose *frame = frame_pool.loose;
    frame_pool.loose = frame->next;
    frame_pool.loose_count--;
    return frame;
}

bool frame_loosen(void)
{
    uintptr_t number;
    int order = block_take(0, LOOSE_ORDER, &number);
    if (order < 0) {
        return false;
    }
    for (uintptr_t n = (uintptr_t)1 << order; n-- > 0;) {
        put_loose(block_at(number + n), &kernel_frame_entry[number + n]);
    }
    return true;
}

static void merge_all(void)
{
    while (frame_pool.loose_count > 0) {
        block_put(block_number(take_loose()), 0);
    }
}

void *frame_alloc_block(unsigned order)
{
    uintptr_t number;
    if (block_take(order, order, &number) < 0) {
        merge_all();
        if (block_take(order, order, &number) < 0) {
            return NULL;
        }
    }
    kernel_frame_entry[number] = FRAME_ENTRY(order, FRAME_TAKEN, 1);
    frame_pool.free_count -= (size_t)1 << order;
    return block_at(number);
}

void frame_free(void *block)
{
    uint32_t *entry = frame_entry(block);
    unsigned order = ENTRY_ORDER(*entry);
    kernel_assert(*entry == FRAME_ENTRY(order, FRAME_TAKEN, 1));
    frame_pool.free_count += (size_t)1 << order;
    if (order == 0 && frame_pool.loose_count < LOOSE_MAX) {
        put_loose(block, entry);
    } else {
        block_put(block_number(block), order);
    }
}

size_t frame_total_count(void)
{
    return frames.total_count;
}

size_t frame_table_bytes(void)
{
    return frames.table_pages << HAL_PAGE_SHIFT;
}

void frame_check(void)
{
    unsigned loose_count = 0;
    for (const struct frame_loose *frame = frame_pool.loose; frame != NULL; frame = frame->next) {
        kernel_assert(*frame_entry(frame) == FRAME_ENTRY(0, FRAME_LOOSE, 0));
        loose_count++;
    }
    kernel_assert(loose_count == frame_pool.loose_count);
    kernel_assert(block_check() + loose_count == frame_pool.free_count);
}
