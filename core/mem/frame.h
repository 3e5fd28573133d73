/* SPDX-License-Identifier: MIT */
/*
 * Physical memory: a buddy allocator of frames (pages of RAM), with a reference count for each.
 *
 * A frame is named by its address in the linear map. Who takes one has charged an account for it
 * before, so that a single frame is always there: what accounts promise never exceeds what exists.
 * Blocks of several frames may be missing all the same, because memory is fragmented.
 */
#ifndef MEM_FRAME_H
#define MEM_FRAME_H

#include <hal/boot.h>
#include <hal/memory.h>
#include <hal/upcall.h>
#include <lib/assert.h>

#define FRAME_ORDER_MAX 18

/* Takes over the RAM that the board names, its own table's room out of it. Panics without any. */
void frame_init(const struct hal_boot *boot);

/* The boot is over: what was busy until then is free. */
void frame_release_busy(void);

/* Gives a block back, whatever its order. It is referenced once. */
void frame_free(void *block);

/*
 * What the table (kernel_frame_entry) says of a frame or, by its first frame, of a block: bits 0-4
 * order, 5-6 state, 8-31 references.
 */
#define FRAME_ENTRY(order, state, references)                                                      \
    ((uint32_t)(order) | (uint32_t)(state) << 5 | (uint32_t)(references) << 8)
#define FRAME_ONE_REFERENCE KERNEL_FRAME_REFERENCE

enum frame_state {
    FRAME_FREE = 1,
    FRAME_TAKEN = 2,
    FRAME_LOOSE = 3, /* free, and not merged with its neighbours: frame.c */
};

static inline uint32_t *frame_entry(const void *frame)
{
    return &kernel_frame_entry[hal_linear_pa(frame).value >> HAL_PAGE_SHIFT];
}

/* How many references there are to an allocated frame. */
static inline unsigned frame_references(const void *frame)
{
    uint32_t entry = *frame_entry(frame);
    kernel_assert(entry >= FRAME_ONE_REFERENCE);
    return entry >> 8;
}

/* One more reference to a single frame. */
static inline void frame_hold(void *frame)
{
    uint32_t *entry = frame_entry(frame);
    /* One of order 0 that is taken; another reference fits. */
    kernel_assert((*entry & 0xff) == FRAME_ENTRY(0, FRAME_TAKEN, 0));
    kernel_assert(*entry < FRAME_ENTRY(0, 0, 0xffffff));
    *entry += FRAME_ONE_REFERENCE;
}

/* One reference less to a single frame; with the last it is free. */
static inline void frame_drop(void *frame)
{
    uint32_t *entry = frame_entry(frame);
    if (*entry < FRAME_ENTRY(0, 0, 2)) {
        frame_free(frame);
    } else {
        *entry -= FRAME_ONE_REFERENCE;
    }
}

/* Free frames that are not merged with their neighbours: frame.c. */
struct frame_loose {
    struct frame_loose *next;
};
struct frame_pool {
    struct frame_loose *loose;
    unsigned loose_count;
    size_t free_count; /* the loose ones among them */
};
extern struct frame_pool frame_pool;

/* Makes some free frames loose. False: none is free. */
bool frame_loosen(void);

/* One frame, content undefined, referenced once. NULL: there is none. */
static inline void *frame_alloc_single(void)
{
    if (frame_pool.loose == NULL && !frame_loosen()) {
        return NULL;
    }
    struct frame_loose *frame = frame_pool.loose;
    frame_pool.loose = frame->next;
    frame_pool.loose_count--;
    frame_pool.free_count--;
    *frame_entry(frame) = FRAME_ENTRY(0, FRAME_TAKEN, 1);
    return frame;
}

/* A block of several frames, see frame_alloc. */
void *frame_alloc_block(unsigned order);

/* A block of 2^order frames, aligned to its size, content undefined, referenced once. NULL: there
 * is none. */
static inline void *frame_alloc(unsigned order)
{
    return order == 0 ? frame_alloc_single() : frame_alloc_block(order);
}

/* A frame for which an account has been charged, content undefined. Never NULL. */
static inline void *frame_alloc_charged(void)
{
    void *frame = frame_alloc_single();
    kernel_assert(frame != NULL);
    return frame;
}

/* The same, zero-filled. */
static inline void *frame_alloc_zeroed(void)
{
    void *frame = frame_alloc_charged();
    hal_page_clear(frame);
    return frame;
}

/* Frames that nobody has taken. */
static inline size_t frame_free_count(void)
{
    return frame_pool.free_count;
}

/* Frames that can be taken at all. */
size_t frame_total_count(void);

/* Memory that the allocator's own table takes. */
size_t frame_table_bytes(void);

/* A frame as a number that fits 32 bits and is never 0, and back. */
static inline uint32_t frame_number(const void *frame)
{
    return (uint32_t)(hal_linear_pa(frame).value >> HAL_PAGE_SHIFT);
}

static inline void *frame_of_number(uint32_t number)
{
    return hal_linear_va((struct hal_pa){(uintptr_t)number << HAL_PAGE_SHIFT});
}

/* Checks all free lists against the table; for tests. */
void frame_check(void);

#endif
