/* SPDX-License-Identifier: MIT */
/*
 * QEMU's virt machine: the PL011's receiver (ARM DDI 0183, 3.3). It has 256 shared peripheral
 * interrupts (QEMU, include/hw/arm/virt.h, NUM_IRQS), of which the GICv3 of QEMU 7.2 tells 224.
 */
#include "device.h"

#include <a64_mmio.h>

#define PL011_PA 0x09000000u
#define PL011_DR 0x00
#define PL011_FR 0x18
#define PL011_FR_NO_BYTE 0x10u /* RXFE */
#define PL011_IMSC 0x38
#define PL011_RX_RT 0x50u /* a byte has come, or has lain there for a while */

static const unsigned present[] = {0, 1, 2, 31, 32, 47, 111, 175, 223};
static const unsigned missing[] = {256, 287, 988, 1023, 4000000000};

const struct device device = {
    .line = 1,
    .present = present,
    .present_count = sizeof present / sizeof *present,
    .missing = missing,
    .missing_count = sizeof missing / sizeof *missing,
};

void device_listen(void)
{
    a64_write32(PL011_PA + PL011_IMSC, PL011_RX_RT);
}

int device_read(void)
{
    if ((a64_read32(PL011_PA + PL011_FR) & PL011_FR_NO_BYTE) != 0) {
        return -1;
    }
    return (int)(a64_read32(PL011_PA + PL011_DR) & 0xff);
}
