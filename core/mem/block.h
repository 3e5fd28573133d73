/* SPDX-License-Identifier: MIT */
/*
 * Free blocks of 2^order frames: the buddy allocator behind mem/frame.h. Frames are named by their
 * numbers.
 */
#ifndef MEM_BLOCK_H
#define MEM_BLOCK_H

#include <mem/frame.h>

static inline uintptr_t block_number(const void *block)
{
    return hal_linear_pa(block).value >> HAL_PAGE_SHIFT;
}

static inline void *block_at(uintptr_t number)
{
    return hal_linear_va((struct hal_pa){number << HAL_PAGE_SHIFT});
}

/* Begins without any range; the table ends there. */
void block_init(uintptr_t table_end);

/* Sets the ends of a range, not from frame 0 on, before any is added. */
void block_bound_range(uintptr_t first, uintptr_t end);

/* Takes over [first, end) as free blocks. */
void block_add_range(uintptr_t first, uintptr_t end);

/* Takes the smallest free block of at least an order, and cuts it to `order_most`. Returns its
 * order, -1: there is none. */
int block_take(unsigned order_least, unsigned order_most, uintptr_t *number);

/* Gives a block back; it merges with its neighbours. */
void block_put(uintptr_t number, unsigned order);

/* Checks all free blocks against the table; how many frames they have. */
size_t block_check(void);

#endif
