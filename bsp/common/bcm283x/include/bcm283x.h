/* SPDX-License-Identifier: MIT */
/*
 * The BCM2835 family as the kernel uses it: which chip it is comes from the board as data.
 *
 * Offsets are from the start of the peripherals; bus address 0x7exxxxxx of the documents is
 * peripherals_pa + 0xxxxxx (BCM2835 ARM Peripherals, 1.2.3).
 */
#ifndef BCM283X_H
#define BCM283X_H

#include <hal/boot.h>

/* Plain numbers: read before the MMU is on. */
struct bcm283x_chip {
    uintptr_t peripherals_pa;
    uintptr_t peripherals_bytes;
    uintptr_t local_pa;   /* the QA7 block: per-core interrupts */
    uintptr_t release_pa; /* the firmware's spin table: 8 bytes for each core, core 0's first */
    uint32_t console_clock_hz; /* core clock, before the firmware has been asked */
    uint32_t pl011_clock_hz;   /* what the PL011's clock is set to; also its default */
    uint32_t baud;
};
extern const struct bcm283x_chip bcm283x_chip;

/* What else a board tells about itself: read with the MMU on. */
struct bcm283x_board {
    const char *name;
    uint64_t memory_min_bytes;
    uint64_t dma_bytes; /* of RAM that is set aside for DMA: a multiple of 2 MiB, or 0 */
    /* Whether this is the board: by the firmware's revision code. */
    bool (*knows_revision)(uint32_t revision);
};
extern const struct bcm283x_board bcm283x_board;

/* GPIO (BCM2835 ARM Peripherals, 6): alternate functions of a pin, FSEL encoding, and no pull. */
enum bcm283x_function {
    BCM283X_INPUT = 0,
    BCM283X_ALT0 = 4,
    BCM283X_ALT5 = 2,
};
void bcm283x_gpio_set_function(unsigned pin, enum bcm283x_function function);
void bcm283x_gpio_set_no_pull(unsigned first_pin, unsigned count);

/* The mini-UART (BCM2835 ARM Peripherals, 2.2). */
void bcm283x_mini_init(uint32_t core_clock_hz, uint32_t baud);
void bcm283x_mini_put(char byte);

/* The console: mini-UART, or PL011 if the command line says so. */
enum bcm283x_console {
    BCM283X_CONSOLE_MINI,
    BCM283X_CONSOLE_PL011,
};
void bcm283x_console_clocks(uint32_t core_clock_hz, uint32_t pl011_clock_hz);
void bcm283x_console_choose(enum bcm283x_console console);

/*
 * Firmware properties, one tag a call: `values` has value_count words in; the first answer_count
 * words of the answer come back. False: no answer, or a shorter one. MMU on.
 */
#define BCM283X_PROPERTY_VALUES 4
struct bcm283x_property {
    uint32_t tag;
    uint32_t value_count;
    uint32_t answer_count;
    uint32_t values[BCM283X_PROPERTY_VALUES];
};
bool bcm283x_property_call(struct bcm283x_property *property);

/* Two words of randomness from the generator; false if it gives none in time. */
bool bcm283x_random(uint64_t *value);

/* Masks every line and routes them to core 0. */
void bcm283x_interrupt_init(void);
/* Opens timer and kick of one core. */
void bcm283x_interrupt_core_init(unsigned core);

#endif
