/* SPDX-License-Identifier: MIT */
/*
 * The heap that the C library's malloc carves: mapped before main, where the kernel finds a place,
 * which is another one in each process. A program that has no malloc has no heap.
 */
#include "log.h"
#include <errno.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <unistd.h>

#define PAGE_BYTES 4096u

/* Its address is the number that tayberry_add_server or the linker script gives. */
extern char __tay_heap_bytes[];

static struct {
    char *start;
    size_t used_bytes;
} heap;

static size_t heap_bytes(void)
{
    return (size_t)(uintptr_t)__tay_heap_bytes;
}

/* Before every other constructor, which may want memory. */
#define HEAP_PRIORITY 101
__attribute__((constructor(HEAP_PRIORITY))) static void heap_map(void)
{
    size_t length_bytes = (heap_bytes() + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
    tay_ua_t address;
    if (length_bytes == 0) {
        return;
    }
    if (tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, length_bytes, 0, TAY_MAP_READ | TAY_MAP_WRITE,
                      &address) != TAY_OK) {
        log_complain("the account cannot pay for the heap");
        _exit(EXIT_FAILURE);
    }
    heap.start = (char *)address;
}

void *sbrk(ptrdiff_t change_bytes)
{
    char *end = heap.start + heap.used_bytes;
    size_t bytes = change_bytes < 0 ? -(size_t)change_bytes : (size_t)change_bytes;
    if (bytes > (change_bytes < 0 ? heap.used_bytes : heap_bytes() - heap.used_bytes)) {
        errno = ENOMEM;
        return (void *)-1; /* as the C library wants it */
    }
    heap.used_bytes += (size_t)change_bytes;
    return end;
}
