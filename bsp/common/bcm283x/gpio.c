/* SPDX-License-Identifier: MIT */
/*
 * Pins of the console (BCM2835 ARM Peripherals, 6.1).
 */
#include <a64_core.h>
#include <a64_mmio.h>
#include <bcm283x.h>
#include <hal/boot_code.h>

#define GPIO_OFFSET 0x200000
#define GPIO_FSEL 0x00    /* three bits a pin, ten pins a register */
#define GPIO_PUD 0x94     /* GPPUD: 0 is no pull */
#define GPIO_PUDCLK0 0x98 /* GPPUDCLK0: which of pins 0 to 31 take over what GPPUD says */

static uintptr_t gpio_register(uintptr_t offset)
{
    return bcm283x_chip.peripherals_pa + GPIO_OFFSET + offset;
}

HAL_BOOT_CODE void bcm283x_gpio_set_function(unsigned pin, enum bcm283x_function function)
{
    uintptr_t fsel = gpio_register(GPIO_FSEL + pin / 10 * 4);
    unsigned shift = pin % 10 * 3;

    a64_write32(fsel, (a64_read32(fsel) & ~(7u << shift)) | (uint32_t)function << shift);
}

/* 150 cycles for the control signal to settle (6.1, GPPUD); each round here takes at least one. */
HAL_BOOT_CODE static void gpio_settle(void)
{
    for (unsigned n = 0; n < 150; n++) {
        a64_relax();
    }
}

HAL_BOOT_CODE void bcm283x_gpio_set_no_pull(unsigned first_pin, unsigned count)
{
    a64_write32(gpio_register(GPIO_PUD), 0);
    gpio_settle();
    a64_write32(gpio_register(GPIO_PUDCLK0), ((1u << count) - 1) << first_pin);
    gpio_settle();
    a64_write32(gpio_register(GPIO_PUDCLK0), 0);
}
