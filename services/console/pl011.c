/* SPDX-License-Identifier: MIT */
/*
 * ARM PL011 UART: 16 bytes of FIFO each way (PrimeCell UART PL011 Technical Reference Manual,
 * DDI 0183, 3.3).
 */
#include "uart.h"

#include <tay/mmio.h>

#define PL011_DR 0x00
#define PL011_RSR 0x04 /* errors; any write clears them (3.3.2) */
#define PL011_FR 0x18
#define PL011_IMSC 0x38
#define PL011_ICR 0x44

#define PL011_RSR_OVERRUN 0x08u
#define PL011_FR_NO_BYTE 0x10u /* RXFE */
#define PL011_FR_FULL 0x20u    /* TXFF */
#define PL011_FR_EMPTY 0x80u   /* TXFE */
#define PL011_FIFO_BYTES 16u

/* Of IMSC and ICR (3.3.10, 3.3.13): RX, TX, and RT: bytes have lain in the FIFO for a while. */
#define PL011_RX 0x10u
#define PL011_TX 0x20u
#define PL011_RT 0x40u

static void pl011_start(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral: the interrupt controller, by the kernel */
    tay_mmio_write32(regs + PL011_IMSC, PL011_RX | PL011_RT);
}

static void pl011_clear(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral */
    tay_mmio_write32(regs + PL011_ICR, PL011_RX | PL011_TX | PL011_RT);
}

static unsigned pl011_room(uintptr_t regs)
{
    uint32_t flags = tay_mmio_read32(regs + PL011_FR);
    if ((flags & PL011_FR_FULL) != 0) {
        return 0;
    }
    return (flags & PL011_FR_EMPTY) != 0 ? PL011_FIFO_BYTES : 1;
}

static void pl011_put(uintptr_t regs, char byte)
{
    tay_mmio_write32(regs + PL011_DR, (unsigned char)byte);
}

static bool pl011_get(uintptr_t regs, char *byte)
{
    if ((tay_mmio_read32(regs + PL011_FR) & PL011_FR_NO_BYTE) != 0) {
        return false;
    }
    *byte = (char)(tay_mmio_read32(regs + PL011_DR) & 0xff); /* above: errors (3.3.1) */
    return true;
}

static bool pl011_has_lost(uintptr_t regs)
{
    if ((tay_mmio_read32(regs + PL011_RSR) & PL011_RSR_OVERRUN) == 0) {
        return false;
    }
    tay_mmio_write32(regs + PL011_RSR, 0);
    return true;
}

/* The interrupt comes when the FIFO falls to half (3.3.9), and so it does, for it was full. */
static void pl011_want_room(uintptr_t regs, bool on)
{
    tay_mmio_write32(regs + PL011_IMSC, PL011_RX | PL011_RT | (on ? PL011_TX : 0));
}

const struct uart pl011 = {"pl011",   pl011_start, pl011_clear,    pl011_room,
                           pl011_put, pl011_get,   pl011_has_lost, pl011_want_room};
