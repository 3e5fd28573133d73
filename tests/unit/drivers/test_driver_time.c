/* SPDX-License-Identifier: MIT */
/*
 * Waiting for registers: in time, too late, and never.
 */
#include "device_play.h"
#include "unit.h"

#include <tay/driver.h>
#include <tay/time.h>

static uint64_t ready_ns; /* from when on the register says so */

static uint32_t read_ready(uintptr_t offset)
{
    (void)offset;
    return play.now_ns >= ready_ns ? 0x81u : 0x01u;
}

static void begin(uint64_t after_ns)
{
    play_begin();
    play.on_read = read_ready;
    ready_ns = after_ns;
}

static void test_at_once(void **state)
{
    (void)state;
    begin(0);
    assert_int_equal(tay_driver_wait(PLAY_REGS, 0x80, 0x80, 0), TAY_OK);
    assert_int_equal(tay_driver_wait_any(PLAY_REGS, 0x80, 0), TAY_OK);
    assert_int_equal(play.slept_ns, 0);
}

/* What takes some microseconds is not slept for. */
static void test_soon(void **state)
{
    (void)state;
    begin(20 * TAY_NS_PER_US);
    assert_int_equal(tay_driver_wait(PLAY_REGS, 0x80, 0x80, TAY_NS_PER_MS), TAY_OK);
    assert_int_equal(play.slept_ns, 0);
}

static void test_later(void **state)
{
    (void)state;
    begin(20 * TAY_NS_PER_MS);
    assert_int_equal(tay_driver_wait_any(PLAY_REGS, 0x80, TAY_NS_PER_S), TAY_OK);
    assert_true(play.now_ns < 21 * TAY_NS_PER_MS);
    assert_true(play.slept_ns > 15 * TAY_NS_PER_MS); /* others ran meanwhile */
}

static void test_never(void **state)
{
    (void)state;
    begin(TAY_TIME_NEVER);
    assert_int_equal(tay_driver_wait(PLAY_REGS, 0x80, 0x80, TAY_NS_PER_MS), TAY_ETIMEDOUT);
    assert_true(play.now_ns >= TAY_NS_PER_MS);
    assert_true(play.now_ns < 2 * TAY_NS_PER_MS);
    assert_int_equal(tay_driver_wait_any(PLAY_REGS, 0x80, 0), TAY_ETIMEDOUT);
    assert_int_equal(tay_driver_wait(PLAY_REGS, 0x81, 0x01, 0), TAY_OK); /* of both, one is 0 */
}

static void test_delay(void **state)
{
    (void)state;
    play_begin();
    tay_driver_delay(10 * TAY_NS_PER_US);
    assert_in_range(play.now_ns, 10 * TAY_NS_PER_US, 13 * TAY_NS_PER_US);
    assert_int_equal(play.slept_ns, 0);
    tay_driver_delay(TAY_NS_PER_MS);
    assert_in_range(play.now_ns, 1010 * TAY_NS_PER_US, 1200 * TAY_NS_PER_US);
    assert_true(play.slept_ns > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_at_once), cmocka_unit_test(test_soon),  cmocka_unit_test(test_later),
        cmocka_unit_test(test_never),   cmocka_unit_test(test_delay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
