/* SPDX-License-Identifier: MIT */
/*
 * The PrimeCell Real Time Clock, PL031: it counts seconds, and raises an interrupt when the count
 * is that of the match register (ARM DDI 0224, 3.3).
 */
#include "device.h"

#include <tay/mmio.h>

/* Offsets (3.3). */
#define DEVICE_DR 0x00   /* the count */
#define DEVICE_MR 0x04   /* the match register */
#define DEVICE_CR 0x0c   /* bit 0: it counts, for good */
#define DEVICE_IMSC 0x10 /* bit 0: the interrupt is let through */
#define DEVICE_RIS 0x14  /* bit 0: it has matched */
#define DEVICE_ICR 0x1c  /* writing bit 0 clears that */

#define DEVICE_ON 0x1u
#define DEVICE_MATCH 0x1u

#define DEVICE_US_PER_S 1000000u

enum tay_status device_start(struct tay_driver *driver)
{
    tay_mmio_write32(driver->regs + DEVICE_IMSC, 0);
    tay_mmio_write32(driver->regs + DEVICE_ICR, DEVICE_MATCH);
    tay_mmio_write32(driver->regs + DEVICE_CR, DEVICE_ON);
    return tay_mmio_read32(driver->regs + DEVICE_CR) == DEVICE_ON ? TAY_OK : TAY_EIO;
}

uint32_t device_now(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral */
    return tay_mmio_read32(regs + DEVICE_DR) * DEVICE_US_PER_S;
}

void device_arm(uintptr_t regs, uint32_t microseconds)
{
    /* One more: of the second that runs nobody knows how much is left. */
    uint32_t seconds = microseconds / DEVICE_US_PER_S + (microseconds % DEVICE_US_PER_S != 0) + 1;
    tay_mmio_barrier(); /* from another peripheral */
    tay_mmio_write32(regs + DEVICE_ICR, DEVICE_MATCH);
    tay_mmio_write32(regs + DEVICE_MR, tay_mmio_read32(regs + DEVICE_DR) + seconds);
    tay_mmio_write32(regs + DEVICE_IMSC, DEVICE_MATCH);
}

bool device_take_alarm(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral */
    if ((tay_mmio_read32(regs + DEVICE_RIS) & DEVICE_MATCH) == 0) {
        return false;
    }
    tay_mmio_write32(regs + DEVICE_IMSC, 0);
    tay_mmio_write32(regs + DEVICE_ICR, DEVICE_MATCH);
    return true;
}
