/* SPDX-License-Identifier: MIT */
/*
 * The watchdog of the BCM2835's power manager (no public document; as Linux drives it,
 * drivers/watchdog/bcm2835_wdt.c).
 */
#include "device.h"

#include <tay/mmio.h>

#define DEVICE_RSTC 0x1c
#define DEVICE_RSTS 0x20
#define DEVICE_WDOG 0x24 /* 19:0: what is left, in ticks */

#define DEVICE_PASSWORD 0x5a000000u /* 31:24; without it a write does nothing */
#define DEVICE_FIELDS 0x00ffffffu   /* the others */
#define DEVICE_TICKS_PER_S 65536u
#define DEVICE_MS_PER_S 1000u

#define DEVICE_RSTC_WHAT 0x30u  /* what happens when nothing is left: */
#define DEVICE_RSTC_FULL 0x20u  /* a reset */
#define DEVICE_RSTC_IDLE 0x102u /* as after a reset: nothing */

/* Bits 0, 2, 4, ... 10: the partition that the firmware is to start from; 63 is none. */
#define DEVICE_RSTS_PARTITION 0x555u
#define DEVICE_RSTS_OFF 0x555u
#define DEVICE_RSTS_WATCHDOG 0x70u /* the last reset was the watchdog's: quick, full, hard */

#define DEVICE_AT_ONCE_TICKS 10u

static void set(uintptr_t address, uint32_t value)
{
    tay_mmio_write32(address, DEVICE_PASSWORD | (value & DEVICE_FIELDS));
}

enum tay_status device_start(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral */
    uint32_t control = tay_mmio_read32(regs + DEVICE_RSTC);
    uint32_t status = tay_mmio_read32(regs + DEVICE_RSTS);
    /* Some of their bits are 1, whatever happened; others always 0. */
    return (control | status) == 0 || (control & status) == UINT32_MAX ? TAY_EIO : TAY_OK;
}

static void arm(uintptr_t regs, uint32_t ticks)
{
    uint32_t control = tay_mmio_read32(regs + DEVICE_RSTC) & ~DEVICE_RSTC_WHAT;
    set(regs + DEVICE_WDOG, ticks);
    set(regs + DEVICE_RSTC, control | DEVICE_RSTC_FULL);
}

void device_arm(uintptr_t regs, unsigned ms)
{
    tay_mmio_barrier(); /* from another peripheral */
    arm(regs, (uint32_t)((uint64_t)ms * DEVICE_TICKS_PER_S / DEVICE_MS_PER_S));
}

void device_disarm(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral */
    set(regs + DEVICE_RSTC, DEVICE_RSTC_IDLE);
}

void device_reset(uintptr_t regs, bool off)
{
    tay_mmio_barrier(); /* from another peripheral */
    uint32_t status = tay_mmio_read32(regs + DEVICE_RSTS) & ~DEVICE_RSTS_PARTITION;
    set(regs + DEVICE_RSTS, status | (off ? DEVICE_RSTS_OFF : 0));
    arm(regs, DEVICE_AT_ONCE_TICKS);
}

bool device_was_reset(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral */
    return (tay_mmio_read32(regs + DEVICE_RSTS) & DEVICE_RSTS_WATCHDOG) != 0;
}
