/* SPDX-License-Identifier: MIT */
/*
 * The mini-UART: 8 bytes of FIFO each way (BCM2835 ARM Peripherals, 2.2; corrections: eLinux,
 * "BCM2835 datasheet errata", p. 11 to 14).
 */
#include "uart.h"

#include <tay/mmio.h>

/* Offsets from the AUX block (2.1). */
#define MINI_IO 0x40
#define MINI_IER 0x44
#define MINI_LSR 0x54

/* Errata, p. 12: bit 0 is the receiver's interrupt and bit 1 the transmitter's; bits 3:2 are needed
 * for the receiver's to come. */
#define MINI_IER_RECEIVE 0x0du
#define MINI_IER_ROOM 0x02u

#define MINI_LSR_READY 0x01u   /* a byte has come */
#define MINI_LSR_OVERRUN 0x02u /* bytes were lost */
#define MINI_LSR_ROOM 0x20u    /* room for at least one byte */
#define MINI_LSR_IDLE 0x40u    /* the FIFO is empty, and nothing is on its way */
#define MINI_FIFO_BYTES 8u

static void mini_start(uintptr_t regs)
{
    tay_mmio_barrier(); /* from another peripheral: the interrupt controller, by the kernel */
    tay_mmio_write32(regs + MINI_IER, MINI_IER_RECEIVE);
}

/* Nothing is remembered: its interrupts follow the FIFOs (2.2.2, AUX_MU_IIR_REG). */
static void mini_clear(uintptr_t regs)
{
    (void)regs;
    tay_mmio_barrier(); /* from another peripheral */
}

/* Reading clears that bytes were lost, whoever reads. */
static bool has_lost;

static uint32_t read_state(uintptr_t regs)
{
    uint32_t state = tay_mmio_read32(regs + MINI_LSR);
    has_lost = has_lost || (state & MINI_LSR_OVERRUN) != 0;
    return state;
}

static unsigned mini_room(uintptr_t regs)
{
    uint32_t state = read_state(regs);
    if ((state & MINI_LSR_ROOM) == 0) {
        return 0;
    }
    return (state & MINI_LSR_IDLE) != 0 ? MINI_FIFO_BYTES : 1;
}

static void mini_put(uintptr_t regs, char byte)
{
    tay_mmio_write32(regs + MINI_IO, (unsigned char)byte);
}

static bool mini_get(uintptr_t regs, char *byte)
{
    if ((read_state(regs) & MINI_LSR_READY) == 0) {
        return false;
    }
    *byte = (char)(tay_mmio_read32(regs + MINI_IO) & 0xff);
    return true;
}

static bool mini_has_lost(uintptr_t regs)
{
    (void)regs; /* each byte that was taken has come with a look at the state */
    bool lost = has_lost;
    has_lost = false;
    return lost;
}

static void mini_want_room(uintptr_t regs, bool on)
{
    tay_mmio_write32(regs + MINI_IER, MINI_IER_RECEIVE | (on ? MINI_IER_ROOM : 0));
}

const struct uart mini_uart = {"mini-uart", mini_start, mini_clear,    mini_room,
                               mini_put,    mini_get,   mini_has_lost, mini_want_room};
