/* SPDX-License-Identifier: MIT */
/*
 * The Raspberry Pi 3: the mini-UART's receiver (BCM2835 ARM Peripherals, 2.2; eLinux, "BCM2835
 * datasheet errata": bit 0 of IER is the receiver's interrupt).
 */
#include "device.h"

#include <a64_mmio.h>
#include <bcm283x.h>

#define MINI_IO 0x215040
#define MINI_IER 0x215044
#define MINI_LSR 0x215054 /* bit 0: there is a byte */

static const unsigned present[] = {1, 3, 9, 29, 49, 56, 57, 62, 63, 64, 65, 66, 67};
static const unsigned missing[] = {0, 2, 68, 71, 72, 95, 96, 127, 4000000000};

const struct device device = {
    .line = 29,
    .present = present,
    .present_count = sizeof present / sizeof *present,
    .missing = missing,
    .missing_count = sizeof missing / sizeof *missing,
};

void device_listen(void)
{
    a64_write32(bcm283x_chip.peripherals_pa + MINI_IER, 1);
}

int device_read(void)
{
    uintptr_t base = bcm283x_chip.peripherals_pa;

    if ((a64_read32(base + MINI_LSR) & 1) == 0) {
        return -1;
    }
    return (int)(a64_read32(base + MINI_IO) & 0xff);
}
