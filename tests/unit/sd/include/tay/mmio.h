/* SPDX-License-Identifier: MIT */
/*
 * Device registers that a model plays: fake.h.
 */
#ifndef TAY_MMIO_H
#define TAY_MMIO_H

#include <stdint.h>

uint32_t tay_mmio_read32(uintptr_t address);
void tay_mmio_write32(uintptr_t address, uint32_t value);

static inline void tay_mmio_barrier(void)
{
}

#endif
