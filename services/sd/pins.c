/* SPDX-License-Identifier: MIT */
/*
 * The card's pins are 48 to 53: clock, command, four of data. The EMMC controller can also have 34
 * to 39, where a Raspberry Pi 3 has its WLAN and the firmware leaves them; it must not have both.
 * (BCM2835 ARM Peripherals, 6.1 and 6.2; Linux, arch/arm/boot/dts/bcm283x.dtsi: emmc_gpio34,
 * emmc_gpio48, sdhost_gpio48.) The pulls are as the firmware left them: it has read the card.
 */
#include "pins.h"

#include <tay/mmio.h>

#define PINS_CARD_FIRST 48u
#define PINS_WLAN_FIRST 34u
#define PINS_COUNT 6u
#define PINS_INPUT 0u
#define PINS_ALT3 7u
#define PINS_BITS 7u

/* GPFSELn: ten pins each, three bits a pin. */
static void set_function(uintptr_t gpio, unsigned pin, unsigned function)
{
    uintptr_t address = gpio + pin / 10 * 4;
    unsigned shift = pin % 10 * 3;
    uint32_t others = tay_mmio_read32(address) & ~(PINS_BITS << shift);
    tay_mmio_write32(address, others | function << shift);
}

void pins_route(uintptr_t gpio, unsigned function)
{
    tay_mmio_barrier(); /* from another peripheral */
    for (unsigned n = 0; n < PINS_COUNT; n++) {
        if (function == PINS_ALT3) {
            set_function(gpio, PINS_WLAN_FIRST + n, PINS_INPUT);
        }
        set_function(gpio, PINS_CARD_FIRST + n, function);
    }
    tay_mmio_barrier(); /* to another one */
}
