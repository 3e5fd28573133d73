/* SPDX-License-Identifier: MIT */
/*
 * Places of stacks. A stack lies in one of the window's pieces, each of which takes one table, at a
 * random page of it, with the guard below: so that both cost the same wherever they lie.
 */
#include <tay/load.h>

#include <tay/startup.h>

#define PIECE_BYTES 0x200000u
#define PAGE_BYTES 4096u
_Static_assert(TAY_PROGRAM_STACK_BYTES_MAX + TAY_PROGRAM_GUARD_BYTES < PIECE_BYTES,
               "there is room");

tay_ua_t tay_load_stack_place(size_t stack_bytes, uint64_t number)
{
    tay_ua_t piece = (tay_ua_t)(number % (TAY_PROGRAM_STACK_WINDOW_BYTES / PIECE_BYTES));
    tay_ua_t pages = (PIECE_BYTES - TAY_PROGRAM_GUARD_BYTES - stack_bytes) / PAGE_BYTES + 1;
    tay_ua_t page = (tay_ua_t)((number >> 32) % pages);
    return TAY_PROGRAM_STACK_WINDOW_UA + piece * PIECE_BYTES + TAY_PROGRAM_GUARD_BYTES +
           page * PAGE_BYTES;
}
