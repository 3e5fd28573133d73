/* SPDX-License-Identifier: MIT */
/*
 * The lock and the address space of a board that has neither yet.
 *
 * Physical memory is its own linear map.
 */
#ifndef STUB_SPACE_H
#define STUB_SPACE_H

#include <stdint.h>

#define HAL_PIECE_BYTES ((size_t)1 << 21) /* any multiple of the page size: nothing is mapped */

struct hal_lock {
    unsigned taken;
};

struct hal_space {
    struct hal_pa root;
};

static inline void *hal_linear_va(struct hal_pa pa)
{
    return (void *)pa.value;
}

static inline struct hal_pa hal_linear_pa(const void *va)
{
    return (struct hal_pa){(uintptr_t)va};
}

#endif
