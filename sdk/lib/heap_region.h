/* SPDX-License-Identifier: MIT */
/*
 * How the heap grows: from one region of memory, which is made longer as long as the addresses
 * behind it are free, and goes on elsewhere when they are not.
 *
 * Asks for no memory itself, so that it can be tested anywhere.
 */
#ifndef LIB_HEAP_REGION_H
#define LIB_HEAP_REGION_H

#include <stddef.h>
#include <stdint.h>

#define HEAP_PAGE_BYTES 4096u

/* The least that the heap grows by; a larger one grows by a quarter of what it has. */
#define HEAP_STEP_BYTES 32768u

struct heap_region {
    /* Set once. */
    size_t limit_bytes; /* of all that is mapped; a multiple of the page size */
    /* Maps so many pages of memory, at this address or, where that is 0, anywhere. 0: cannot. */
    uintptr_t (*map)(uintptr_t address, size_t length_bytes);
    /* Begins as 0. */
    uintptr_t end;       /* of what was handed out */
    uintptr_t start;     /* of the region that `end` lies in */
    uintptr_t mapped;    /* the end of that region */
    size_t mapped_bytes; /* of all regions */
};

/* Where a region begins in its first page: so that what lies behind a header of this size, at a
 * multiple of 16 from there, is aligned to 16. */
#define HEAP_HEADER_BYTES 8u

/*
 * Hands out so many bytes, or takes back so many of the region in use, as sbrk does. Returns the
 * end as it was, or where a new region begins; 0: it cannot.
 */
uintptr_t heap_region_change(struct heap_region *heap, ptrdiff_t change_bytes);

#endif
