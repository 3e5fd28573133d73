/* SPDX-License-Identifier: MIT */
/** @file
 * Device registers that are mapped into a driver: 32 bits wide, one access for each function.
 *
 * The memory is mapped as Device-nGnRE, so that accesses to one device stay in order and are never
 * merged or repeated (ARM DDI 0487, B2.7.2). With another device or with memory there is no order
 * but by a barrier.
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
 * @param address mapped, a multiple of 4
 * @return its value
 * @note Does not block; one that is not mapped is a fault of the thread.
 */
static inline uint32_t tay_mmio_read32(uintptr_t address)
{
    return *(const volatile uint32_t *)address;
}

/**
 * Writes a register.
 *
 * @param address mapped, a multiple of 4
 * @param value any
 * @note Does not block; the device may get it later than the next instruction is executed.
 */
static inline void tay_mmio_write32(uintptr_t address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}

/**
 * Orders all accesses before it, to memory and to devices, before all behind it.
 *
 * @note Needed between two devices of a BCM2835 and its successors, whose peripherals answer out of
 *       order with one another (BCM2835 ARM Peripherals, 1.3), and between memory and a device that
 *       reads or writes it (ARM DDI 0487, B2.3.12: a DSB also waits until they are complete).
 */
static inline void tay_mmio_barrier(void)
{
    __asm__ volatile("dsb sy" ::: "memory");
}

/**
 * Gives way, in a loop that reads a register until it has a value.
 */
static inline void tay_mmio_relax(void)
{
    __asm__ volatile("yield");
}

#ifdef __cplusplus
}
#endif

#endif
