/* SPDX-License-Identifier: MIT */
/*
 * The random number generator: warm-up, words one by one, and what is no generator.
 */
#include "device_play.h"
#include "rng/device.h"
#include "unit.h"

#include <tay/time.h>

enum { CONTROL = 0x0, STATUS = 0x4, DATA = 0x8 };

static unsigned words_taken;
static uint64_t first_ns; /* when the first word comes */
static unsigned stuck_at; /* the word from which on it gives the same */

static uint32_t play_rng(uintptr_t offset)
{
    if (offset == STATUS) {
        return play.now_ns >= first_ns ? 1u << 24 : 0;
    }
    if (offset == DATA) {
        words_taken++;
        return words_taken < stuck_at ? 0x1000 + words_taken : 0x5a5a;
    }
    return play.value[offset / sizeof(uint32_t)];
}

static void begin(uint64_t after_ns)
{
    play_begin();
    play.on_read = play_rng;
    words_taken = 0;
    first_ns = after_ns;
    stuck_at = UINT32_MAX;
}

static void test_start(void **state)
{
    (void)state;
    begin(300 * TAY_NS_PER_MS);
    assert_int_equal(device_start(PLAY_REGS), TAY_OK);
    assert_int_equal(play.write_count, 2);
    assert_int_equal(play.write[0].offset, STATUS); /* before it is switched on */
    assert_int_equal(play.write[0].value, 0x40000);
    assert_int_equal(play.write[1].offset, CONTROL);
    assert_int_equal(play.write[1].value, 1);
    assert_int_equal(words_taken, 0);
}

/* The kernel has switched it on, or an earlier driver: it is warm. */
static void test_start_again(void **state)
{
    (void)state;
    begin(0);
    play.value[CONTROL] = 1;
    assert_int_equal(device_start(PLAY_REGS), TAY_OK);
    assert_int_equal(play.write_count, 0);
}

static void test_no_device(void **state)
{
    (void)state;
    begin(TAY_TIME_NEVER);
    assert_int_equal(device_start(PLAY_REGS), TAY_EIO);
    assert_in_range(play.now_ns, TAY_NS_PER_S, 2 * TAY_NS_PER_S);
    play_begin(); /* memory instead of registers */
    assert_int_equal(device_start(PLAY_REGS), TAY_EIO);
}

static void test_read(void **state)
{
    uint32_t words[4] = {0};
    (void)state;
    begin(0);
    assert_int_equal(device_read(PLAY_REGS, words, 3), TAY_OK);
    assert_int_equal(words_taken, 3);
    assert_int_equal(words[0], 0x1001);
    assert_int_equal(words[2], 0x1003);
    assert_int_equal(words[3], 0);
}

static void test_no_word(void **state)
{
    uint32_t words[2];
    (void)state;
    begin(TAY_TIME_NEVER);
    assert_int_equal(device_read(PLAY_REGS, words, 2), TAY_EIO);
    assert_in_range(play.now_ns, 10 * TAY_NS_PER_MS, 20 * TAY_NS_PER_MS);
    assert_int_equal(words_taken, 0);
}

/* Two alike happen; three do not, in one call or in several. */
static void test_stuck(void **state)
{
    uint32_t words[8];
    (void)state;
    begin(0);
    stuck_at = 4;
    assert_int_equal(device_read(PLAY_REGS, words, 5), TAY_OK);
    assert_int_equal(device_read(PLAY_REGS, words, 1), TAY_EIO);
    assert_int_equal(device_read(PLAY_REGS, words, 1), TAY_EIO);
    stuck_at = UINT32_MAX;
    assert_int_equal(device_read(PLAY_REGS, words, 8), TAY_OK);
    begin(0);
    play.on_read = play_read_ones;
    assert_int_equal(device_start(PLAY_REGS), TAY_OK); /* it seems to be on, and ready */
    assert_int_equal(device_read(PLAY_REGS, words, 8), TAY_EIO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start),     cmocka_unit_test(test_start_again),
        cmocka_unit_test(test_no_device), cmocka_unit_test(test_read),
        cmocka_unit_test(test_no_word),   cmocka_unit_test(test_stuck),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
