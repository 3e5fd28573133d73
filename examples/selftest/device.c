/* SPDX-License-Identifier: MIT */
/*
 * Registers whose values are known, read only; and the random number generator.
 */
#include "report.h"
#include "steps.h"

#include <tay/mmio.h>
#include <tay/time.h>

/* BCM2835 ARM Peripherals, 2.1; bit 0 enables the mini-UART. */
#define AUX_ENABLES 0x04
#define AUX_ENABLES_MINI 0x01u
#define AUX_MU_BAUD 0x68
#define AUX_MU_BAUD_BITS 0xffffu

/* 6.1: three bits a pin; pins 14 and 15 are in GPFSEL1. ALT5 is the mini-UART, ALT0 the PL011
 * (6.2). */
#define GPFSEL1 0x04
#define GPFSEL1_PINS(value) ((value) >> 12 & 0x3fu)
#define GPFSEL1_MINI 0x12u
#define GPFSEL1_PL011 0x24u

/* With the core clock of 250 MHz: 115200 baud (2.2.1: clock / (8 * (divisor + 1))). */
#define CORE_HZ 250000000u
#define BAUD 115200u
#define BAUD_OFF_MAX (BAUD / 50)

/* PrimeCell UART (PL011), DDI 0183, 3.3.14 to 3.3.21; of PeriphID2 the revision is left out. */
#define PL011_ID 0xfe0
#define PL011_IDS 8
#define PL011_REVISION_AT 2

/* The generator (Linux, drivers/char/hw_random/bcm2835-rng.c): enable, words at hand, a word. */
#define RANDOM_CONTROL 0x00
#define RANDOM_STATUS 0x04
#define RANDOM_DATA 0x08
#define RANDOM_ENABLE 0x01u
#define RANDOM_WARM_UP 0x40000u
#define RANDOM_WORDS 16u
#define RANDOM_LIMIT_NS (2 * TAY_NS_PER_S)

uint32_t device_baud_divisor(uintptr_t aux)
{
    tay_mmio_barrier();
    return tay_mmio_read32(aux + AUX_MU_BAUD) & AUX_MU_BAUD_BITS;
}

static void check_uart(uintptr_t aux, uintptr_t gpio)
{
    tay_mmio_barrier();
    uint32_t pins = GPFSEL1_PINS(tay_mmio_read32(gpio + GPFSEL1));
    tay_mmio_barrier();
    bool enabled = (tay_mmio_read32(aux + AUX_ENABLES) & AUX_ENABLES_MINI) != 0;
    report(STEP_UART_PINS, (pins == GPFSEL1_MINI && enabled) || pins == GPFSEL1_PL011,
           "GPIO 14 and 15 are the %s (0x%lx)",
           pins == GPFSEL1_MINI    ? "mini-UART's"
           : pins == GPFSEL1_PL011 ? "PL011's"
                                   : "UART's not",
           (unsigned long)pins);
    uint32_t baud = CORE_HZ / (8 * (device_baud_divisor(aux) + 1));
    uint32_t off = baud > BAUD ? baud - BAUD : BAUD - baud;
    report_hardware(STEP_UART_BAUD, off <= BAUD_OFF_MAX,
                    "with a core clock of 250 MHz the mini-UART has %lu baud", (unsigned long)baud);
}

static void check_pl011(uintptr_t pl011)
{
    static const uint8_t wanted[PL011_IDS] = {0x11, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1};
    bool same = true;
    uint32_t revision = 0;
    tay_mmio_barrier();
    for (unsigned n = 0; n < PL011_IDS; n++) {
        uint32_t value = tay_mmio_read32(pl011 + PL011_ID + 4 * n) & 0xff;
        if (n == PL011_REVISION_AT) {
            revision = value >> 4;
            value &= 0x0f;
        }
        same = same && value == wanted[n];
    }
    report(STEP_UART_PL011, same, "the PL011's identification registers, revision %lu",
           (unsigned long)revision);
}

/* Waits for a word. */
static bool random_word(uintptr_t random, tay_time_t deadline_ns, uint32_t *word_out)
{
    while (tay_mmio_read32(random + RANDOM_STATUS) >> 24 == 0) {
        if (tay_time_now() >= deadline_ns) {
            return false;
        }
        __asm__ volatile("yield");
    }
    *word_out = tay_mmio_read32(random + RANDOM_DATA);
    return true;
}

static void check_random(uintptr_t random)
{
    uint32_t word = 0, always_one = UINT32_MAX, ever_one = 0;
    unsigned count = 0;
    tay_mmio_barrier();
    if ((tay_mmio_read32(random + RANDOM_CONTROL) & RANDOM_ENABLE) == 0) {
        tay_mmio_write32(random + RANDOM_STATUS, RANDOM_WARM_UP);
        tay_mmio_write32(random + RANDOM_CONTROL, RANDOM_ENABLE);
    }
    tay_time_t deadline_ns = tay_time_now() + RANDOM_LIMIT_NS;
    while (count < RANDOM_WORDS && random_word(random, deadline_ns, &word)) {
        always_one &= word;
        ever_one |= word;
        count++;
    }
    tay_mmio_barrier();
    /* A bit that 16 words agree in is one of 64 chances in 2^16. */
    unsigned stuck = (unsigned)__builtin_popcount(always_one | ~ever_one);
    report(STEP_RANDOM_WORDS, count == RANDOM_WORDS && stuck <= 2,
           "%u random words, in which %u bits never change", count, stuck);
}

void device_steps(uintptr_t aux, uintptr_t gpio, uintptr_t pl011, uintptr_t random)
{
    check_uart(aux, gpio);
    check_pl011(pl011);
    check_random(random);
}
