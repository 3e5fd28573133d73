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

#define FRAME_ORDER_MAX 18

/* Takes over the RAM that the board names, its own table's room out of it. Panics without any. */
void frame_init(const struct hal_boot *boot);

/* A block of 2^order frames, aligned to its size, content undefined, referenced once. NULL: there
 * is none. */
void *frame_alloc(unsigned order);

/* A zero-filled frame for which an account has been charged. Never NULL. */
void *frame_alloc_charged(void);

/* Gives a block back, whatever its order. It is referenced once. */
void frame_free(void *block);

/* One more reference to a single frame. */
void frame_hold(void *frame);

/* One reference less to a single frame; with the last it is free. */
void frame_drop(void *frame);

/* How many references there are to an allocated frame. */
unsigned frame_references(const void *frame);

/* Frames that nobody has taken. */
size_t frame_free_count(void);

/* Frames that can be taken at all. */
size_t frame_total_count(void);

/* Memory that the allocator's own table takes. */
size_t frame_table_bytes(void);

/* A frame as a number that fits 32 bits and is never 0, and back. */
uint32_t frame_number(const void *frame);
void *frame_of_number(uint32_t number);

/* Checks all free lists against the table; for tests. */
void frame_check(void);

#endif
