/* SPDX-License-Identifier: MIT */
/*
 * The heap that the C library's malloc carves: mapped as it grows, where the kernel finds a place,
 * which is another one in each process. A program that has no malloc has no heap. The C library
 * calls sbrk with its lock held.
 */
#include "heap_region.h"
#include <errno.h>
#include <tay/operations.h>
#include <unistd.h>

/* Its address is the number that tayberry_add_server or the linker script gives. */
extern char __tay_heap_bytes[];

static uintptr_t map(uintptr_t address, size_t length_bytes)
{
    tay_ua_t mapped;
    unsigned flags = TAY_MAP_READ | TAY_MAP_WRITE | (address != 0 ? TAY_MAP_FIXED : 0);
    enum tay_status status =
        tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, length_bytes, address, flags, &mapped);
    return status == TAY_OK ? mapped : 0;
}

void *sbrk(ptrdiff_t change_bytes)
{
    static struct heap_region heap = {.map = map};
    size_t limit_bytes = (size_t)(uintptr_t)__tay_heap_bytes;
    heap.limit_bytes = (limit_bytes + HEAP_PAGE_BYTES - 1) & ~(size_t)(HEAP_PAGE_BYTES - 1);
    uintptr_t before = heap_region_change(&heap, change_bytes);
    if (before == 0) {
        errno = ENOMEM;
        return (void *)-1; /* as the C library wants it */
    }
    return (void *)before;
}
