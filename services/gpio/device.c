/* SPDX-License-Identifier: MIT */
/*
 * The BCM2835's GPIO block (BCM2835 ARM Peripherals, 6.1). Registers of one bit a pin come in
 * pairs, for pins 0 to 31 and 32 to 53.
 */
#include "device.h"

#include <tay/driver.h>
#include <tay/mmio.h>
#include <tay/time.h>

#define DEVICE_FSEL 0x00   /* GPFSEL0 to 5: ten pins each, three bits a pin */
#define DEVICE_SET 0x1c    /* GPSET0: writing 1 sets */
#define DEVICE_CLR 0x28    /* GPCLR0: writing 1 clears */
#define DEVICE_LEV 0x34    /* GPLEV0 */
#define DEVICE_EDS 0x40    /* GPEDS0: an edge was found; writing 1 forgets it */
#define DEVICE_REN 0x4c    /* GPREN0: rising edges are looked for */
#define DEVICE_FEN 0x58    /* GPFEN0: falling ones */
#define DEVICE_PUD 0x94    /* GPPUD */
#define DEVICE_PUDCLK 0x98 /* GPPUDCLK0: which pins take GPPUD over */

#define DEVICE_FSELS 6u
#define DEVICE_FSEL_PINS 10u
#define DEVICE_FSEL_BITS 3u
#define DEVICE_FSEL_MASK 7u

/* GPPUD and GPPUDCLK hold for 150 cycles (p. 101), of a clock of 250 MHz: 0.6 us. */
#define DEVICE_PUD_NS TAY_NS_PER_US

/* By enum tay_gpio_function (table 6-2), and by enum tay_gpio_pull (table 6-28). */
static const uint8_t functions[TAY_GPIO_FUNCTION_COUNT] = {0, 1, 4, 5, 6, 7, 3, 2};
static const uint8_t pulls[TAY_GPIO_PULL_COUNT] = {0, 1, 2};

/* The register for a pin, of a pair that begins at `offset`. */
static uintptr_t of_pin(uintptr_t regs, uintptr_t offset, unsigned pin)
{
    return regs + offset + pin / 32 * sizeof(uint32_t);
}

static uint32_t bit_of(unsigned pin)
{
    return UINT32_C(1) << pin % 32;
}

static void change(uintptr_t address, uint32_t clear, uint32_t set)
{
    tay_mmio_write32(address, (tay_mmio_read32(address) & ~clear) | set);
}

static uintptr_t fsel_of(uintptr_t regs, unsigned pin, unsigned *shift)
{
    *shift = pin % DEVICE_FSEL_PINS * DEVICE_FSEL_BITS;
    return regs + DEVICE_FSEL + pin / DEVICE_FSEL_PINS * sizeof(uint32_t);
}

/* The console's pins have a function since boot, so not all of them can read as 0. */
static bool answers(uintptr_t regs)
{
    uint32_t any = 0;
    uint32_t all = UINT32_MAX;
    for (unsigned n = 0; n < DEVICE_FSELS; n++) {
        uint32_t value = tay_mmio_read32(regs + DEVICE_FSEL + n * sizeof(uint32_t));
        any |= value;
        all &= value;
    }
    return any != 0 && all != UINT32_MAX;
}

/* What an earlier driver may have left: a pull in the middle of being set, edges, a function. */
static void give_back(uintptr_t regs, unsigned pin)
{
    device_watch(regs, pin, 0);
    if (device_function(regs, pin) != TAY_GPIO_INPUT) {
        device_set_function(regs, pin, TAY_GPIO_INPUT);
        device_set_pull(regs, pin, TAY_GPIO_PULL_NONE);
    }
}

enum tay_status device_start(uintptr_t regs, uint64_t pins)
{
    tay_mmio_barrier(); /* from another peripheral */
    if (!answers(regs)) {
        return TAY_EIO;
    }
    tay_mmio_write32(regs + DEVICE_PUD, 0);
    tay_mmio_write32(regs + DEVICE_PUDCLK, 0);
    tay_mmio_write32(regs + DEVICE_PUDCLK + sizeof(uint32_t), 0);
    for (unsigned pin = 0; pin < DEVICE_PINS; pin++) {
        if ((pins >> pin & 1) != 0) {
            give_back(regs, pin);
        }
    }
    return TAY_OK;
}

void device_set_function(uintptr_t regs, unsigned pin, enum tay_gpio_function function)
{
    unsigned shift;
    uintptr_t address = fsel_of(regs, pin, &shift);
    tay_mmio_barrier(); /* from another peripheral */
    change(address, DEVICE_FSEL_MASK << shift, (uint32_t)functions[function] << shift);
}

enum tay_gpio_function device_function(uintptr_t regs, unsigned pin)
{
    unsigned shift;
    uintptr_t address = fsel_of(regs, pin, &shift);
    tay_mmio_barrier(); /* from another peripheral */
    uint32_t bits = tay_mmio_read32(address) >> shift & DEVICE_FSEL_MASK;
    unsigned function = 0;
    while (functions[function] != bits) { /* each value of three bits is one of them */
        function++;
    }
    return (enum tay_gpio_function)function;
}

void device_set_pull(uintptr_t regs, unsigned pin, enum tay_gpio_pull pull)
{
    tay_mmio_barrier(); /* from another peripheral */
    tay_mmio_write32(regs + DEVICE_PUD, pulls[pull]);
    tay_driver_delay(DEVICE_PUD_NS);
    tay_mmio_write32(of_pin(regs, DEVICE_PUDCLK, pin), bit_of(pin));
    tay_driver_delay(DEVICE_PUD_NS);
    tay_mmio_write32(regs + DEVICE_PUD, 0);
    tay_mmio_write32(of_pin(regs, DEVICE_PUDCLK, pin), 0);
}

void device_set_level(uintptr_t regs, unsigned pin, bool high)
{
    tay_mmio_barrier(); /* from another peripheral */
    tay_mmio_write32(of_pin(regs, high ? DEVICE_SET : DEVICE_CLR, pin), bit_of(pin));
}

bool device_level(uintptr_t regs, unsigned pin)
{
    tay_mmio_barrier(); /* from another peripheral */
    return (tay_mmio_read32(of_pin(regs, DEVICE_LEV, pin)) & bit_of(pin)) != 0;
}

void device_watch(uintptr_t regs, unsigned pin, unsigned edges)
{
    uint32_t bit = bit_of(pin);
    tay_mmio_barrier(); /* from another peripheral */
    change(of_pin(regs, DEVICE_REN, pin), bit, (edges & TAY_GPIO_RISING) != 0 ? bit : 0);
    change(of_pin(regs, DEVICE_FEN, pin), bit, (edges & TAY_GPIO_FALLING) != 0 ? bit : 0);
    tay_mmio_write32(of_pin(regs, DEVICE_EDS, pin), bit);
}

uint64_t device_take_edges(uintptr_t regs, uint64_t pins)
{
    uint64_t found = 0;
    tay_mmio_barrier(); /* from another peripheral */
    for (unsigned n = 0; n < 2; n++) {
        uintptr_t address = regs + DEVICE_EDS + n * sizeof(uint32_t);
        uint32_t bits = tay_mmio_read32(address) & (uint32_t)(pins >> 32 * n);
        tay_mmio_write32(address, bits);
        found |= (uint64_t)bits << 32 * n;
    }
    return found;
}
