/* SPDX-License-Identifier: MIT */
/*
 * The ARM PrimeCell Real Time Clock, PL031 (ARM DDI 0224, 3.3): it counts seconds.
 */
#include "device.h"

#include <stdbool.h>
#include <tay/mmio.h>

#define DEVICE_DATA 0x000    /* RTCDR, 3.3.1 */
#define DEVICE_LOAD 0x008    /* RTCLR, 3.3.3: seconds from now on */
#define DEVICE_CONTROL 0x00c /* RTCCR, 3.3.4: bit 0: on, for good */
#define DEVICE_MASK 0x010    /* RTCIMSC, 3.3.5: bit 0: its interrupt comes */
#define DEVICE_ID0 0xfe0     /* RTCPeriphID0, 3.3.9: part number, 7:0 */
#define DEVICE_ID1 0xfe4     /* RTCPeriphID1: 3:0 part number, 11:8; 7:4 designer, 3:0 */

#define DEVICE_ON 0x1u
#define DEVICE_ID0_PL031 0x31u
#define DEVICE_ID1_PL031 0x10u

enum tay_status device_start(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral */
    if (tay_mmio_read32(regs + DEVICE_ID0) != DEVICE_ID0_PL031 ||
        tay_mmio_read32(regs + DEVICE_ID1) != DEVICE_ID1_PL031) {
        return TAY_EIO;
    }
    tay_mmio_write32(regs + DEVICE_MASK, 0);
    tay_mmio_write32(regs + DEVICE_CONTROL, DEVICE_ON);
    return (tay_mmio_read32(regs + DEVICE_CONTROL) & DEVICE_ON) != 0 ? TAY_OK : TAY_EIO;
}

uint32_t device_get(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral */
    return tay_mmio_read32(regs + DEVICE_DATA);
}

void device_set(uintptr_t regs, uint32_t seconds)
{
    tay_mmio_barrier(); /* from another peripheral */
    tay_mmio_write32(regs + DEVICE_LOAD, seconds);
}
