/* SPDX-License-Identifier: MIT */
/*
 * The registers of the Raspberry Pi's timer, on this computer: the test plays the device.
 */
#include "device.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { CS, CLO, CHI, C0, C1, C2, C3, REGISTERS };

static void test_alarm_is_set_from_now(void **state)
{
    uint32_t block[REGISTERS] = {[CLO] = 0xfffffff0u};

    (void)state;
    device_arm((uintptr_t)block, 0x20);
    assert_int_equal(block[C1], 0x10); /* round the end of the count */
    assert_int_equal(block[CS], 2);    /* an older match is cleared */
    assert_int_equal(block[C0] | block[C2] | block[C3], 0);
}

static void test_alarm_is_taken_once_it_has_come(void **state)
{
    uint32_t block[REGISTERS] = {[CS] = 1};

    (void)state;
    assert_false(device_take_alarm((uintptr_t)block));
    assert_int_equal(block[CS], 1); /* another's match is left alone */
    block[CS] = 3;
    assert_true(device_take_alarm((uintptr_t)block));
    assert_int_equal(block[CS], 2); /* its own is cleared, and nothing else */
}

static uint32_t timer[REGISTERS];
static bool counts;

/* What the device does while the driver waits. */
void tay_driver_delay(tay_time_t time_ns)
{
    timer[CLO] += counts ? (uint32_t)(time_ns / 1000) : 0;
}

static void test_start(void **state)
{
    struct tay_driver driver = {.regs = (uintptr_t)timer};

    (void)state;
    counts = true;
    assert_int_equal(device_start(&driver), TAY_OK);
    assert_int_equal(timer[CS], 2); /* cleared: what was before does not come as an alarm */
    counts = false;
    assert_int_equal(device_start(&driver), TAY_EIO);
}

static void test_time(void **state)
{
    uint32_t block[REGISTERS] = {[CLO] = 1234};

    (void)state;
    assert_int_equal(device_now((uintptr_t)block), 1234);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alarm_is_set_from_now),
        cmocka_unit_test(test_alarm_is_taken_once_it_has_come),
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
