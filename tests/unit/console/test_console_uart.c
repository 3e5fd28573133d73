/* SPDX-License-Identifier: MIT */
/*
 * The console's two UARTs, on registers in memory, which the test plays.
 */
#include "unit.h"

#include "uart.h"
#include <string.h>

static uint32_t block[0x1000 / sizeof(uint32_t)];
#define REGS ((uintptr_t)block)
#define REGISTER(offset) block[(offset) / sizeof(uint32_t)]

/* BCM2835 ARM Peripherals, 2.1, with its errata. */
#define MINI_IO 0x40
#define MINI_IER 0x44
#define MINI_LSR 0x54

/* DDI 0183, 3.3. */
#define PL011_DR 0x00
#define PL011_RSR 0x04
#define PL011_FR 0x18
#define PL011_IMSC 0x38
#define PL011_ICR 0x44

static int set_up(void **state)
{
    (void)state;
    memset(block, 0, sizeof block);
    return 0;
}

static void test_mini_uart(void **state)
{
    char byte = 0;
    (void)state;
    mini_uart.start(REGS);
    assert_int_equal(REGISTER(MINI_IER), 0xd);
    mini_uart.want_room(REGS, true);
    assert_int_equal(REGISTER(MINI_IER), 0xf);
    mini_uart.want_room(REGS, false);
    assert_int_equal(REGISTER(MINI_IER), 0xd);
    assert_int_equal(mini_uart.room(REGS), 0);
    assert_false(mini_uart.get(REGS, &byte));
    REGISTER(MINI_LSR) = 0x20;
    assert_int_equal(mini_uart.room(REGS), 1);
    REGISTER(MINI_LSR) = 0x61;
    REGISTER(MINI_IO) = 0xffffff00u | 'x';
    assert_int_equal(mini_uart.room(REGS), 8);
    assert_true(mini_uart.get(REGS, &byte));
    assert_int_equal(byte, 'x');
    mini_uart.put(REGS, (char)0xe4);
    assert_int_equal(REGISTER(MINI_IO), 0xe4);
    assert_false(mini_uart.has_lost(REGS));
}

/* Whoever has read the state last: that bytes were lost is told once. */
static void test_mini_uart_tells_of_lost_bytes_once(void **state)
{
    (void)state;
    REGISTER(MINI_LSR) = 0x22;
    assert_int_equal(mini_uart.room(REGS), 1);
    REGISTER(MINI_LSR) = 0x20; /* reading has cleared it */
    assert_int_equal(mini_uart.room(REGS), 1);
    assert_true(mini_uart.has_lost(REGS));
    assert_false(mini_uart.has_lost(REGS));
}

static void test_pl011(void **state)
{
    char byte = 0;
    (void)state;
    pl011.start(REGS);
    assert_int_equal(REGISTER(PL011_IMSC), 0x50);
    pl011.want_room(REGS, true);
    assert_int_equal(REGISTER(PL011_IMSC), 0x70);
    pl011.clear(REGS);
    assert_int_equal(REGISTER(PL011_ICR), 0x70);
    REGISTER(PL011_FR) = 0x20;
    assert_int_equal(pl011.room(REGS), 0);
    REGISTER(PL011_FR) = 0x80;
    assert_int_equal(pl011.room(REGS), 16);
    REGISTER(PL011_FR) = 0x10;
    assert_int_equal(pl011.room(REGS), 1);
    assert_false(pl011.get(REGS, &byte));
    REGISTER(PL011_FR) = 0;
    REGISTER(PL011_DR) = 0xf00u | 'y';
    assert_true(pl011.get(REGS, &byte));
    assert_int_equal(byte, 'y');
    assert_false(pl011.has_lost(REGS));
    REGISTER(PL011_RSR) = 0xf;
    assert_true(pl011.has_lost(REGS));
    assert_false(pl011.has_lost(REGS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_mini_uart, set_up),
        cmocka_unit_test_setup(test_mini_uart_tells_of_lost_bytes_once, set_up),
        cmocka_unit_test_setup(test_pl011, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
