/* SPDX-License-Identifier: MIT */
/*
 * ARM PL011 UART (PrimeCell UART PL011 Technical Reference Manual, DDI 0183, 3.3).
 */
#include <pl011.h>

#include <a64_core.h>
#include <a64_mmio.h>
#include <hal/boot_code.h>

#define PL011_DR 0x00
#define PL011_FR 0x18 /* flags */
#define PL011_FR_BUSY 0x08
#define PL011_FR_FULL 0x20 /* TXFF */
#define PL011_IBRD 0x24
#define PL011_FBRD 0x28
#define PL011_LCRH 0x2c
#define PL011_LCRH_8BIT_FIFO 0x70 /* WLEN = 3, FEN */
#define PL011_CR 0x30
#define PL011_CR_ON 0x301 /* RXE, TXE, UARTEN */
#define PL011_IMSC 0x38
#define PL011_ICR 0x44
#define PL011_ICR_ALL 0x7ff

/* The 16 bytes of the FIFO take 1.4 ms at 115200 baud; a look takes at least 50 ns. */
#define PL011_LOOKS 40000u

/* Waits, bounded, until none of these flags is set. */
static uint32_t pl011_wait(uintptr_t base, uint32_t flags)
{
    uint32_t set = a64_read32(base + PL011_FR) & flags;

    for (unsigned looks = 0; looks < PL011_LOOKS && set != 0; looks++) {
        a64_relax();
        set = a64_read32(base + PL011_FR) & flags;
    }
    return set;
}

HAL_BOOT_CODE void pl011_init(uintptr_t base, uint32_t clock_hz, uint32_t baud)
{
    /* The divisor in 64ths: clock / (16 * baud), rounded (3.3.6). */
    uint32_t divisor = (uint32_t)((4 * (uint64_t)clock_hz + baud / 2) / baud);

    a64_device_barrier(); /* from another peripheral */
    (void)pl011_wait(base, PL011_FR_BUSY);
    a64_write32(base + PL011_CR, 0);
    a64_write32(base + PL011_IMSC, 0);
    a64_write32(base + PL011_ICR, PL011_ICR_ALL);
    a64_write32(base + PL011_IBRD, divisor / 64);
    a64_write32(base + PL011_FBRD, divisor % 64);
    /* Takes the divisor over, too (3.3.7). */
    a64_write32(base + PL011_LCRH, PL011_LCRH_8BIT_FIFO);
    a64_write32(base + PL011_CR, PL011_CR_ON);
    a64_device_barrier();
}

void pl011_put(uintptr_t base, char byte)
{
    if (pl011_wait(base, PL011_FR_FULL) == 0) {
        a64_write32(base + PL011_DR, (unsigned char)byte);
    }
}
