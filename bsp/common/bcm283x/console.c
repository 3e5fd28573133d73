/* SPDX-License-Identifier: MIT */
/*
 * The consoles: early words and panics go to both UARTs, core's text to the chosen one.
 *
 * GPIO 14 and 15 are the pins of the header for both; the chosen one has them.
 */
#include <hal/console.h>

#include <a64_board.h>
#include <a64_mmio.h>
#include <bcm283x.h>
#include <hal/boot_code.h>
#include <pl011.h>

#define CONSOLE_PL011_OFFSET 0x201000
#define CONSOLE_PIN_TX 14 /* and 15 is RX */

static enum bcm283x_console console_chosen;

static uintptr_t console_pl011(void)
{
    return bcm283x_chip.peripherals_pa + CONSOLE_PL011_OFFSET;
}

HAL_BOOT_CODE static void console_route(enum bcm283x_function function)
{
    a64_device_barrier(); /* from another peripheral, and below to one */
    bcm283x_gpio_set_function(CONSOLE_PIN_TX, function);
    bcm283x_gpio_set_function(CONSOLE_PIN_TX + 1, function);
    bcm283x_gpio_set_no_pull(CONSOLE_PIN_TX, 2);
    a64_device_barrier();
}

/* Both at the clocks that the firmware sets by default (Raspberry Pi documentation, "UARTs"). */
HAL_BOOT_CODE void a64_board_early(void)
{
    console_route(BCM283X_ALT5); /* TXD1, RXD1: the mini-UART (BCM2835 ARM Peripherals, 6.2) */
    bcm283x_mini_init(bcm283x_chip.console_clock_hz, bcm283x_chip.baud);
    pl011_init(console_pl011(), bcm283x_chip.pl011_clock_hz, bcm283x_chip.baud);
}

HAL_BOOT_CODE void bcm283x_console_clocks(uint32_t core_clock_hz, uint32_t pl011_clock_hz)
{
    bcm283x_mini_init(core_clock_hz, bcm283x_chip.baud);
    pl011_init(console_pl011(), pl011_clock_hz, bcm283x_chip.baud);
}

HAL_BOOT_CODE void bcm283x_console_choose(enum bcm283x_console console)
{
    console_chosen = console;
    /* ALT0: TXD0, RXD0, the PL011. */
    console_route(console == BCM283X_CONSOLE_PL011 ? BCM283X_ALT0 : BCM283X_ALT5);
}

void a64_board_put(char byte)
{
    a64_device_barrier(); /* from another peripheral, here and below */
    bcm283x_mini_put(byte);
    a64_device_barrier();
    pl011_put(console_pl011(), byte);
    a64_device_barrier();
}

static void console_put(char byte)
{
    if (console_chosen == BCM283X_CONSOLE_PL011) {
        pl011_put(console_pl011(), byte);
    } else {
        bcm283x_mini_put(byte);
    }
}

void hal_console_write(const char *text, size_t length_bytes)
{
    a64_device_barrier(); /* from another peripheral, and below to one */
    for (size_t n = 0; n < length_bytes; n++) {
        if (text[n] == '\n') {
            console_put('\r');
        }
        console_put(text[n]);
    }
    a64_device_barrier();
}
