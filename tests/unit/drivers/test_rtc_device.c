/* SPDX-License-Identifier: MIT */
/*
 * The real-time clock: what is one, and what is not.
 */
#include "device_play.h"
#include "rtc/device.h"
#include "unit.h"

enum { DATA = 0x0, LOAD = 0x8, CONTROL = 0xc, MASK = 0x10, ID0 = 0xfe0, ID1 = 0xfe4 };

#define AT(offset) play.value[(offset) / sizeof(uint32_t)]

static void test_start(void **state)
{
    (void)state;
    play_begin();
    AT(ID0) = 0x31;
    AT(ID1) = 0x10;
    AT(MASK) = 1;
    assert_int_equal(device_start(PLAY_REGS), TAY_OK);
    assert_int_equal(AT(CONTROL), 1);
    assert_int_equal(AT(MASK), 0);
    AT(DATA) = 1700000000;
    assert_int_equal(device_get(PLAY_REGS), 1700000000);
    device_set(PLAY_REGS, 1800000000);
    assert_int_equal(AT(LOAD), 1800000000);
}

static void ignore(uintptr_t offset, uint32_t value)
{
    (void)offset;
    (void)value;
}

static void test_no_device(void **state)
{
    (void)state;
    play_begin();
    assert_int_equal(device_start(PLAY_REGS), TAY_EIO);
    play.on_read = play_read_ones;
    assert_int_equal(device_start(PLAY_REGS), TAY_EIO);
    play.on_read = NULL;
    AT(ID0) = 0x61; /* a PL061 */
    AT(ID1) = 0x10;
    assert_int_equal(device_start(PLAY_REGS), TAY_EIO);
    AT(ID0) = 0x31;
    play.on_write = ignore; /* it does not start */
    assert_int_equal(device_start(PLAY_REGS), TAY_EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_no_device),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
