/* SPDX-License-Identifier: MIT */
/*
 * The registers of virt's real-time clock, on this computer: the test plays the device.
 */
#include "device.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { DR, MR, LR, CR, IMSC, RIS, MIS, ICR, REGISTERS };

static void test_alarm_is_set_from_now(void **state)
{
    uint32_t block[REGISTERS] = {[DR] = 0xffffffffu};

    (void)state;
    device_arm((uintptr_t)block, 2000);
    assert_int_equal(block[MR], 1);   /* round the end of the count, and never too early */
    assert_int_equal(block[ICR], 1);  /* an older match is cleared */
    assert_int_equal(block[IMSC], 1); /* the interrupt comes */
    device_arm((uintptr_t)block, 3000000);
    assert_int_equal(block[MR], 3);
}

static void test_alarm_is_taken_once_it_has_come(void **state)
{
    uint32_t block[REGISTERS] = {[IMSC] = 1};

    (void)state;
    assert_false(device_take_alarm((uintptr_t)block));
    assert_int_equal(block[IMSC], 1);
    block[RIS] = 1;
    assert_true(device_take_alarm((uintptr_t)block));
    assert_int_equal(block[ICR], 1);
    assert_int_equal(block[IMSC], 0);
}

/* A clock that is there keeps what is written to its control register. */
static void test_start(void **state)
{
    uint32_t block[REGISTERS] = {[IMSC] = 1};
    struct tay_driver driver = {.regs = (uintptr_t)block};

    (void)state;
    assert_int_equal(device_start(&driver), TAY_OK);
    assert_int_equal(block[CR], 1);
    assert_int_equal(block[IMSC], 0); /* what was before does not come as an alarm */
    assert_int_equal(block[ICR], 1);
}

static void test_time(void **state)
{
    uint32_t block[REGISTERS] = {[DR] = 3};

    (void)state;
    assert_int_equal(device_now((uintptr_t)block), 3000000);
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
