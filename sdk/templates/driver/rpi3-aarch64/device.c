/* SPDX-License-Identifier: MIT */
/*
 * The system timer of the BCM2835: it counts microseconds, and raises an interrupt when the count
 * is that of a compare register (BCM2835 ARM Peripherals, 12). The firmware has compare registers 0
 * and 2.
 */
#include "device.h"

#include <tay/mmio.h>

/* Offsets (12.1). */
#define DEVICE_CS 0x00  /* bit n: compare register n has matched; writing 1 clears it */
#define DEVICE_CLO 0x04 /* the count, its low half */
#define DEVICE_C1 0x10  /* compare register 1 */

#define DEVICE_CS_M1 0x2u

#define DEVICE_STEP_NS 2000u /* the count surely changes in */

enum tay_status device_start(struct tay_driver *driver)
{
    uint32_t before = device_now(driver->regs);
    tay_mmio_write32(driver->regs + DEVICE_CS, DEVICE_CS_M1);
    tay_driver_delay(DEVICE_STEP_NS);
    return device_now(driver->regs) != before ? TAY_OK : TAY_EIO;
}

uint32_t device_now(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral */
    return tay_mmio_read32(regs + DEVICE_CLO);
}

void device_arm(uintptr_t regs, uint32_t microseconds)
{
    tay_mmio_barrier(); /* from another peripheral */
    tay_mmio_write32(regs + DEVICE_CS, DEVICE_CS_M1);
    tay_mmio_write32(regs + DEVICE_C1, tay_mmio_read32(regs + DEVICE_CLO) + microseconds);
}

bool device_take_alarm(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral */
    if ((tay_mmio_read32(regs + DEVICE_CS) & DEVICE_CS_M1) == 0) {
        return false;
    }
    tay_mmio_write32(regs + DEVICE_CS, DEVICE_CS_M1);
    return true;
}
