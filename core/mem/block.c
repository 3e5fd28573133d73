/* SPDX-License-Identifier: MIT */
/*
 * The buddy allocator.
 *
 * Each range of RAM is cut into blocks of 2^order frames, aligned to their size. Only the table's
 * entry of a block's first frame has a meaning; the others are never read, so that the table needs
 * hardly any initialisation. The buddy of a block either starts in a range, and then with a block
 * of the same order or a smaller one, whose entry is written; or the two lie on both sides of an
 * end of the range, of which there is one pair for each order, and the buddy's entry is 0.
 */
#include <mem/block.h>

#include <lib/list.h>

static struct {
    struct list free[FRAME_ORDER_MAX + 1];
    uintptr_t end; /* of the table */
} blocks;

void block_init(uintptr_t table_end)
{
    blocks.end = table_end;
    for (unsigned order = 0; order <= FRAME_ORDER_MAX; order++) {
        list_init(&blocks.free[order]);
    }
}

void block_bound_range(uintptr_t first, uintptr_t end)
{
    for (unsigned order = 0; order < FRAME_ORDER_MAX; order++) {
        uintptr_t mask = ((uintptr_t)2 << order) - 1;
        uintptr_t below = first & ~mask;
        uintptr_t above = ((end - 1) & ~mask) + ((uintptr_t)1 << order);
        if (below != first) { /* else no pair of blocks lies on both sides */
            kernel_frame_entry[below] = 0;
        }
        if (above >= end && above < blocks.end) {
            kernel_frame_entry[above] = 0;
        }
    }
}

static void put_free(uintptr_t number, unsigned order)
{
    kernel_frame_entry[number] = FRAME_ENTRY(order, FRAME_FREE, 0);
    list_push_front(&blocks.free[order], (struct list_node *)block_at(number));
}

static void take_free(uintptr_t number)
{
    list_remove((struct list_node *)block_at(number));
}

/* They are the largest aligned ones. */
void block_add_range(uintptr_t first, uintptr_t end)
{
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

int block_take(unsigned order_least, unsigned order_most, uintptr_t *number)
{
    unsigned order = order_least;
    while (order <= FRAME_ORDER_MAX && list_is_empty(&blocks.free[order])) {
        order++;
    }
    if (order > FRAME_ORDER_MAX) {
        return -1;
    }
    *number = block_number(list_first(&blocks.free[order]));
    take_free(*number);
    while (order > order_most) {
        order--;
        put_free(*number + ((uintptr_t)1 << order), order);
    }
    return (int)order;
}

void block_put(uintptr_t number, unsigned order)
{
    while (order < FRAME_ORDER_MAX) {
        uintptr_t buddy = number ^ ((uintptr_t)1 << order);
        if (buddy >= blocks.end || kernel_frame_entry[buddy] != FRAME_ENTRY(order, FRAME_FREE, 0)) {
            break;
        }
        take_free(buddy);
        number &= buddy;
        order++;
    }
    put_free(number, order);
}

size_t block_check(void)
{
    size_t count = 0;
    for (unsigned order = 0; order <= FRAME_ORDER_MAX; order++) {
        for (struct list_node *node = list_first(&blocks.free[order]); node != NULL;
             node = list_next(&blocks.free[order], node)) {
            uintptr_t number = block_number(node);
            kernel_assert(kernel_frame_entry[number] == FRAME_ENTRY(order, FRAME_FREE, 0));
            kernel_assert((number & (((uintptr_t)1 << order) - 1)) == 0);
            kernel_assert(number + ((uintptr_t)1 << order) <= blocks.end);
            count += (size_t)1 << order;
        }
    }
    return count;
}
