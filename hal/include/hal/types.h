/* SPDX-License-Identifier: MIT */
/*
 * The types of the HAL contract, and what each board must supply for them.
 *
 * A board's CPU folder supplies one header, <hal_arch.h>, found through the include path. It
 * defines:
 *
 *   HAL_PAGE_SHIFT       log2 of the page size
 *   HAL_USER_LIMIT       user addresses lie in [HAL_PAGE_BYTES, HAL_USER_LIMIT); at most 2^39
 *   HAL_PIECE_BYTES      what one table of pages spans: see hal/space.h
 *   HAL_CORES_MAX        the most cores a board of this CPU has
 *   struct hal_context   the saved user state of one thread: all that the CPU has to keep for it
 *   HAL_CONTEXT_IMAGE_BYTES  the size of its image, see hal/context.h; at most 1024
 *   struct hal_space     what translates one address space: e.g. root table and ASID
 *   struct hal_lock      a spin lock; all zero is unlocked
 *   and, as static inline functions, those that say so in this folder.
 *
 * Three kinds of address never mix: physical ones are struct hal_pa, kernel-virtual ones are
 * pointers, user ones are tay_ua_t and are never dereferenced.
 */
#ifndef HAL_TYPES_H
#define HAL_TYPES_H

#include <tay/abi/status.h>
#include <tay/abi/trap.h>
#include <tay/abi/types.h>

/* A physical address. */
struct hal_pa {
    uintptr_t value; /* bytes from the start of physical memory */
};

/* How a mapping caches. Physical memory keeps one of the last three for its whole life. Those up to
 * HAL_DMA are in the linear map, and cache there in the same way. */
enum hal_caching {
    HAL_CACHED,       /* Normal, write-back, shared by all cores */
    HAL_DMA,          /* Normal, not cached: RAM that a board has set aside for DMA */
    HAL_NONCACHEABLE, /* Normal, not cached: frame buffers */
    HAL_DEVICE,       /* registers: no gathering, no reordering, no early acknowledgement */
};

#include <hal_arch.h>

/* Where the kernel keeps an image of a context. */
#define HAL_CONTEXT_IMAGE_ALIGN 16

#define HAL_PAGE_BYTES ((size_t)1 << HAL_PAGE_SHIFT) /* the size of a page */

#endif
