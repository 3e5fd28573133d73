/* SPDX-License-Identifier: MIT */
/*
 * Device registers by physical address.
 *
 * Before the MMU is on the offset is 0, afterwards the base of the device window, so that drivers
 * of the early console are the same code. Access through these functions only: volatile, 32 bits.
 */
#ifndef A64_MMIO_H
#define A64_MMIO_H

#include <stdint.h>

/* The device window: registers at physical address p are at this address + p. */
#define A64_DEVICE_BASE 0xffffffc000000000u

extern uintptr_t a64_device_offset;

static inline uint32_t a64_read32(uintptr_t pa)
{
    return *(const volatile uint32_t *)(a64_device_offset + pa);
}

static inline void a64_write32(uintptr_t pa, uint32_t value)
{
    *(volatile uint32_t *)(a64_device_offset + pa) = value;
}

/* Earlier accesses to memory and devices are complete before later accesses to another device
 * (BCM2835 ARM Peripherals, 1.3: peripherals answer out of order with one another). */
static inline void a64_device_barrier(void)
{
    __asm__ volatile("dsb sy" ::: "memory");
}

#endif
