/* SPDX-License-Identifier: MIT */
/*
 * The mini-UART, output by polling (BCM2835 ARM Peripherals, 2.2; corrections: eLinux, "BCM2835
 * datasheet errata").
 */
#include <a64_core.h>
#include <a64_mmio.h>
#include <bcm283x.h>
#include <hal/boot_code.h>

/* Offsets of 2.1, from the start of the peripherals. */
#define MINI_OFFSET 0x215000
#define MINI_ENABLES 0x04 /* AUX_ENABLES: bit 0 is the mini-UART */
#define MINI_IO 0x40
#define MINI_IER 0x44
#define MINI_IIR 0x48  /* written: bits 1 and 2 clear the FIFOs; 7:6 read as 1 */
#define MINI_LCR 0x4c  /* 3: 8 bits (errata: bit 1 is needed, too) */
#define MINI_MCR 0x50  /* 0: RTS high */
#define MINI_LSR 0x54  /* bit 5: the transmitter has room */
#define MINI_CNTL 0x60 /* bit 0: receiver on, bit 1: transmitter on; no flow control */
#define MINI_BAUD 0x68

#define MINI_LSR_ROOM 0x20
/* One byte at 115200 baud takes 87 us; a look takes at least 50 ns: ten times that. */
#define MINI_LOOKS 20000u

static uintptr_t mini_register(uintptr_t offset)
{
    return bcm283x_chip.peripherals_pa + MINI_OFFSET + offset;
}

HAL_BOOT_CODE void bcm283x_mini_init(uint32_t core_clock_hz, uint32_t baud)
{
    uintptr_t enables = mini_register(MINI_ENABLES);

    a64_device_barrier(); /* from another peripheral */
    a64_write32(enables, a64_read32(enables) | 1);
    a64_write32(mini_register(MINI_CNTL), 0);
    a64_write32(mini_register(MINI_IER), 0);
    a64_write32(mini_register(MINI_LCR), 3);
    a64_write32(mini_register(MINI_MCR), 0);
    a64_write32(mini_register(MINI_IIR), 0xc6);
    /* Baud rate = clock / (8 * (BAUD + 1)) (2.2.1). */
    a64_write32(mini_register(MINI_BAUD), core_clock_hz / (8 * baud) - 1);
    a64_write32(mini_register(MINI_CNTL), 3);
    a64_device_barrier();
}

void bcm283x_mini_put(char byte)
{
    for (unsigned looks = 0; looks < MINI_LOOKS; looks++) {
        if ((a64_read32(mini_register(MINI_LSR)) & MINI_LSR_ROOM) != 0) {
            a64_write32(mini_register(MINI_IO), (unsigned char)byte);
            return;
        }
        a64_relax();
    }
}
