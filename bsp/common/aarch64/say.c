/* SPDX-License-Identifier: MIT */
/*
 * Plain words on every console: for the time before core runs and for the end of the machine.
 *
 * Works with the MMU off: no tables of addresses, no locks. Each byte's wait is bounded by the
 * board.
 */
#include <a64_board.h>
#include <a64_core.h>
#include <hal/system.h>

void a64_say(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            a64_board_put('\r');
        }
        a64_board_put(*text);
    }
}

void a64_say_hex(uint64_t value)
{
    a64_say("0x");
    for (int shift = 60; shift >= 0; shift -= 4) {
        unsigned digit = value >> shift & 0xf;

        a64_board_put((char)(digit < 10 ? '0' + digit : 'a' + digit - 10));
    }
}

void a64_say_unsigned(unsigned value)
{
    if (value >= 10) {
        a64_say_unsigned(value / 10);
    }
    a64_board_put((char)('0' + value % 10));
}

noreturn void a64_stop(const char *message)
{
    a64_say("\nSTOP: ");
    a64_say(message);
    a64_say("\n");
    if (hal_system_can_exit()) {
        hal_system_exit(2);
    }
    a64_halt();
}
