/* SPDX-License-Identifier: MIT */
/*
 * Memory objects: pages that can be mapped, in several places and processes at once.
 *
 * An anonymous one reserves its whole size when it is made; its pages come, zero-filled, with their
 * first touch and are found through at most two levels of index pages. A physical one is a range of
 * addresses with devices; it has no frames. A memory object lives until it has neither a capability
 * nor a mapping.
 */
#ifndef MEM_MEMORY_H
#define MEM_MEMORY_H

#include <object/object.h>

/* 4 GiB, on machines whose size_t can say so. */
#define MEMORY_BYTES_MAX ((uint64_t)1 << 32)

struct memory {
    struct object object;
    /* Immutable. */
    size_t length_bytes;
    bool physical;
    enum hal_caching caching;
    struct hal_pa start; /* physical only */
    unsigned levels;     /* of index pages: 0, 1 or 2 */
    size_t charged_bytes;
    /* Under the kernel lock. */
    uint32_t top; /* frame number of the page or the first index page; 0: none */
    size_t resident_pages;
    size_t end_page; /* while ending: pages below are gone */
    struct list mappings;
    unsigned writers;   /* shared writable mappings */
    unsigned executors; /* executable mappings */
};

static inline struct memory *memory_of(struct object *object)
{
    return container_of(object, struct memory, object);
}

/* Makes an anonymous memory object; NULL: the account cannot pay. */
struct memory *memory_create(struct account *account, size_t length_bytes);

/* Makes a memory object of physical addresses; NULL: the account cannot pay. */
struct memory *memory_create_physical(struct account *account, struct hal_pa start,
                                      size_t length_bytes, enum hal_caching caching);

/* The frame of page n of an anonymous memory object; made if `make`, else NULL if there is none. */
void *memory_frame(struct memory *memory, size_t n, bool make);

bool memory_end_step(struct object *object);

#endif
