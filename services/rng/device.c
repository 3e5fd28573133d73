/* SPDX-License-Identifier: MIT */
/*
 * The BCM2835's random number generator (no public document; as Linux drives it,
 * drivers/char/hw_random/bcm2835-rng.c). It gives about a million bits in a second.
 */
#include "device.h"

#include <tay/driver.h>
#include <tay/mmio.h>
#include <tay/time.h>

#define DEVICE_CONTROL 0x0 /* bit 0: on */
#define DEVICE_STATUS 0x4  /* 31:24: words ready; written before it is on: bits to drop first */
#define DEVICE_DATA 0x8

#define DEVICE_ON 0x1u
#define DEVICE_READY 0xff000000u
/* The first bits are less random than the others. They take a quarter of a second. */
#define DEVICE_WARM_UP 0x40000u

#define DEVICE_FIRST_NS TAY_NS_PER_S
#define DEVICE_WORD_NS (10 * TAY_NS_PER_MS)

/* Words alike, one after another, that are one too many: the repetition count test of NIST
 * SP 800-90B, 4.4.1. */
#define DEVICE_ALIKE 3u

static enum tay_status wait(uintptr_t regs, tay_time_t limit_ns)
{
    enum tay_status status = tay_driver_wait_any(regs + DEVICE_STATUS, DEVICE_READY, limit_ns);
    return status == TAY_ETIMEDOUT ? TAY_EIO : status;
}

enum tay_status device_start(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral */
    if ((tay_mmio_read32(regs + DEVICE_CONTROL) & DEVICE_ON) == 0) {
        tay_mmio_write32(regs + DEVICE_STATUS, DEVICE_WARM_UP);
        tay_mmio_write32(regs + DEVICE_CONTROL, DEVICE_ON);
    }
    return wait(regs, DEVICE_FIRST_NS);
}

enum tay_status device_read(uintptr_t regs, uint32_t *words, size_t count)
{
    static uint32_t last;
    static unsigned alike; /* words like the last one, that one included */
    tay_mmio_barrier();    /* from another peripheral */
    for (size_t n = 0; n < count; n++) {
        enum tay_status status = wait(regs, DEVICE_WORD_NS);
        if (status != TAY_OK) {
            return status;
        }
        words[n] = tay_mmio_read32(regs + DEVICE_DATA);
        alike = words[n] == last ? alike + 1 : 1;
        last = words[n];
        if (alike >= DEVICE_ALIKE) {
            return TAY_EIO;
        }
    }
    return TAY_OK;
}
