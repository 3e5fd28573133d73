/* SPDX-License-Identifier: MIT */
/*
 * The Raspberry Pi 3 as data: BCM2837, in models 3A+, 3B, 3B+, and Compute Modules 3 and 3+.
 *
 * Interrupt lines, as hal/interrupt.h numbers them (BCM2835 ARM Peripherals, 7.5, and its errata):
 *
 *    1, 3   system timer compare 1 and 3 (0 and 2 are the GPU's and do not exist for us)
 *    9      USB host controller
 *   16-27   DMA channels 0 to 11
 *   29      AUX: mini-UART, SPI1, SPI2
 *   49-52   GPIO banks 0 to 2, and all
 *   53      I2C          54   SPI0          55   PCM
 *   56      SDHOST       57   PL011         62   EMMC (Arasan SDHCI)
 *   64      ARM timer    65   mailbox       66, 67   doorbells
 *
 * Device ranges: 0 is the peripherals, 1 the VideoCore's memory, where frame buffers are, 2 the RAM
 * that is set aside for DMA.
 */
#include <a64_board.h>
#include <bcm283x.h>
#include <hal/boot_code.h>

/* BCM2837: as the BCM2836 (QA7 rev 3.4, 1; Raspberry Pi documentation, "BCM2837"). */
#define RPI3_PERIPHERALS_PA 0x3f000000u
#define RPI3_PERIPHERALS_BYTES 0x01000000u
#define RPI3_LOCAL_PA 0x40000000u

const struct bcm283x_chip bcm283x_chip = {
    .peripherals_pa = RPI3_PERIPHERALS_PA,
    .peripherals_bytes = RPI3_PERIPHERALS_BYTES,
    .local_pa = RPI3_LOCAL_PA,
    .release_pa = 0xd8, /* Raspberry Pi tools, armstubs/armstub8.S: spin_cpu0 */
    /* With enable_uart=1 (Raspberry Pi documentation, config.txt, "enable_uart",
       "init_uart_clock"). */
    .console_clock_hz = 250000000,
    .pl011_clock_hz = 48000000,
    .baud = 115200,
};

const struct a64_window a64_board_windows[] = {
    {RPI3_PERIPHERALS_PA, RPI3_PERIPHERALS_BYTES},
    {RPI3_LOCAL_PA, 0x1000},
    {0, 0},
};

/* New-style revision codes (Raspberry Pi documentation, "Raspberry Pi revision codes"). */
#define RPI3_REVISION_NEW 0x00800000u
#define RPI3_REVISION_PROCESSOR 0x0000f000u
#define RPI3_REVISION_BCM2837 0x00002000u

HAL_BOOT_CODE static bool rpi3_knows_revision(uint32_t revision)
{
    if ((revision & RPI3_REVISION_NEW) == 0 ||
        (revision & RPI3_REVISION_PROCESSOR) != RPI3_REVISION_BCM2837) {
        return false;
    }
    switch (revision >> 4 & 0xff) {
    case 0x08: /* 3B */
    case 0x0a: /* Compute Module 3 */
    case 0x0d: /* 3B+ */
    case 0x0e: /* 3A+ */
    case 0x10: /* Compute Module 3+ */
        return true;
    default: /* 0x04, 2B with a BCM2837: not tried */
        return false;
    }
}

const struct bcm283x_board bcm283x_board = {
    .name = "rpi3-aarch64",
    .memory_min_bytes = 64 << 20,
    .dma_bytes = 2 << 20,
    .knows_revision = rpi3_knows_revision,
};
