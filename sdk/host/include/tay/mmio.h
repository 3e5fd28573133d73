/* SPDX-License-Identifier: MIT */
/** @file
 * Device registers in a test on the host: the same functions as a board's <tay/mmio.h>, on memory
 * of the test, which plays the device.
 */
#ifndef TAY_MMIO_H
#define TAY_MMIO_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Reads a register.
 *
 * @param address of a uint32_t
 * @return its value
 */
static inline uint32_t tay_mmio_read32(uintptr_t address)
{
    return *(const uint32_t *)address;
}

/**
 * Writes a register.
 *
 * @param address of a uint32_t
 * @param value any
 */
static inline void tay_mmio_write32(uintptr_t address, uint32_t value)
{
    *(uint32_t *)address = value;
}

/**
 * Orders all accesses before it before all behind it.
 */
static inline void tay_mmio_barrier(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/**
 * Gives way, in a loop that reads a register until it has a value.
 */
static inline void tay_mmio_relax(void)
{
}

#ifdef __cplusplus
}
#endif

#endif
