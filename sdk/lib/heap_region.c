/* SPDX-License-Identifier: MIT */
/*
 * The growth of the heap. Invariant: start <= end <= mapped; mapped_bytes <= limit_bytes.
 */
#include "heap_region.h"

#include <stdbool.h>

static size_t round_up(size_t bytes)
{
    return (bytes + HEAP_PAGE_BYTES - 1) & ~(size_t)(HEAP_PAGE_BYTES - 1);
}

/* What to map for a need of so many bytes; 0: the limit forbids it. */
static size_t step(const struct heap_region *heap, size_t need_bytes)
{
    size_t left_bytes = heap->limit_bytes - heap->mapped_bytes;
    if (need_bytes > left_bytes) {
        return 0;
    }
    size_t bytes = heap->mapped_bytes / 4;
    if (bytes < HEAP_STEP_BYTES) {
        bytes = HEAP_STEP_BYTES;
    }
    if (bytes < need_bytes) {
        bytes = need_bytes;
    }
    bytes = round_up(bytes);
    return bytes < left_bytes ? bytes : left_bytes;
}

/* Maps a step, or, if that cannot be paid, no more than is needed. */
static uintptr_t map(struct heap_region *heap, uintptr_t address, size_t need_bytes)
{
    size_t bytes = step(heap, need_bytes);
    if (bytes == 0) {
        return 0;
    }
    uintptr_t start = heap->map(address, bytes);
    if (start == 0 && bytes > round_up(need_bytes)) {
        bytes = round_up(need_bytes);
        start = heap->map(address, bytes);
    }
    if (start != 0) {
        heap->mapped = start + bytes;
        heap->mapped_bytes += bytes;
    }
    return start;
}

static bool grow(struct heap_region *heap, size_t change_bytes)
{
    if (heap->mapped != 0 && map(heap, heap->mapped, change_bytes - (heap->mapped - heap->end))) {
        return true;
    }
    uintptr_t page = map(heap, 0, HEAP_HEADER_BYTES + change_bytes);
    if (page == 0) {
        return false;
    }
    heap->start = page + HEAP_HEADER_BYTES;
    heap->end = heap->start;
    return true;
}

uintptr_t heap_region_change(struct heap_region *heap, ptrdiff_t change_bytes)
{
    size_t bytes = change_bytes < 0 ? -(size_t)change_bytes : (size_t)change_bytes;
    if (change_bytes < 0) {
        if (bytes > heap->end - heap->start) {
            return 0;
        }
    } else if ((heap->start == 0 || bytes > heap->mapped - heap->end) && !grow(heap, bytes)) {
        return 0;
    }
    uintptr_t before = heap->end;
    heap->end += (size_t)change_bytes;
    return before;
}
