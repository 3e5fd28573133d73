/* SPDX-License-Identifier: MIT */
/*
 * The watchdog: each write with the password, and in an order in which nothing else can happen.
 */
#include "device_play.h"
#include "unit.h"
#include "watchdog/device.h"

enum { RSTC = 0x1c, RSTS = 0x20, WDOG = 0x24 };

#define AT(offset) play.value[(offset) / sizeof(uint32_t)]
#define PASSWORD 0x5a000000u

/* A write without the password does nothing. */
static void take_write(uintptr_t offset, uint32_t value)
{
    if (value >> 24 == PASSWORD >> 24) {
        AT(offset) = value & 0xffffff;
    }
}

static void begin(void)
{
    play_begin();
    play.on_write = take_write;
    AT(RSTC) = 0x102;
    AT(RSTS) = 0x1000;
}

static void test_arm(void **state)
{
    (void)state;
    begin();
    AT(RSTC) = 0x112;
    device_arm(PLAY_REGS, 15000);
    assert_int_equal(play.write_count, 2);
    assert_int_equal(play.write[0].offset, WDOG); /* the time first */
    assert_int_equal(AT(WDOG), 15 * 65536);
    assert_true(AT(WDOG) <= 0xfffff);
    assert_int_equal(AT(RSTC), 0x122); /* full reset; the other fields as they were */
    device_arm(PLAY_REGS, 1);
    assert_int_equal(AT(WDOG), 65);
    device_disarm(PLAY_REGS);
    assert_int_equal(AT(RSTC), 0x102);
}

static void test_reset(void **state)
{
    (void)state;
    begin();
    AT(RSTS) = 0x1005;
    device_reset(PLAY_REGS, false);
    assert_int_equal(AT(RSTS), 0x1000); /* from the usual partition */
    assert_int_equal(AT(RSTC) & 0x30, 0x20);
    assert_int_equal(play.write[2].offset, RSTC); /* last */
    assert_in_range(AT(WDOG), 1, 100);
    begin();
    device_reset(PLAY_REGS, true);
    assert_int_equal(AT(RSTS), 0x1555);
    assert_int_equal(AT(RSTC) & 0x30, 0x20);
}

static void test_state(void **state)
{
    (void)state;
    begin();
    assert_int_equal(device_start(PLAY_REGS), TAY_OK);
    assert_int_equal(play.write_count, 0); /* one that counts goes on */
    assert_false(device_was_reset(PLAY_REGS));
    AT(RSTS) = 0x1020;
    assert_true(device_was_reset(PLAY_REGS));
}

static void test_no_device(void **state)
{
    (void)state;
    play_begin();
    assert_int_equal(device_start(PLAY_REGS), TAY_EIO);
    play.on_read = play_read_ones;
    assert_int_equal(device_start(PLAY_REGS), TAY_EIO);
    assert_int_equal(play.write_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arm),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_no_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
