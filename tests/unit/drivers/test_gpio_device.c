/* SPDX-License-Identifier: MIT */
/*
 * The pins: which register and which bit, and that no other pin changes.
 */
#include "device_play.h"
#include "gpio/device.h"
#include "gpio/pins.h"
#include "unit.h"

enum {
    FSEL0 = 0x00,
    FSEL1 = 0x04,
    FSEL5 = 0x14,
    SET0 = 0x1c,
    CLR1 = 0x2c,
    LEV0 = 0x34,
    LEV1 = 0x38,
    EDS0 = 0x40,
    EDS1 = 0x44,
    REN0 = 0x4c,
    FEN0 = 0x58,
    FEN1 = 0x5c,
    PUD = 0x94,
    PUDCLK0 = 0x98,
    PUDCLK1 = 0x9c,
};

#define AT(offset) play.value[(offset) / sizeof(uint32_t)]

static void test_functions(void **state)
{
    static const uint32_t bits[] = {0, 1, 4, 5, 6, 7, 3, 2};
    (void)state;
    for (unsigned function = 0; function < TAY_GPIO_FUNCTION_COUNT; function++) {
        play_begin();
        AT(FSEL1) = 0xffffffff;
        device_set_function(PLAY_REGS, 17, (enum tay_gpio_function)function);
        assert_int_equal(AT(FSEL1), (0xffffffffu & ~(7u << 21)) | bits[function] << 21);
        assert_int_equal(play.write_count, 1);
        assert_int_equal(device_function(PLAY_REGS, 17), function);
        assert_int_equal(device_function(PLAY_REGS, 16), TAY_GPIO_ALT3);
    }
    play_begin();
    device_set_function(PLAY_REGS, 53, TAY_GPIO_OUTPUT);
    assert_int_equal(AT(FSEL5), 1u << 9);
}

static void test_levels(void **state)
{
    (void)state;
    play_begin();
    device_set_level(PLAY_REGS, 5, true);
    assert_int_equal(play.write_count, 1);
    assert_int_equal(AT(SET0), 1u << 5);
    device_set_level(PLAY_REGS, 33, false);
    assert_int_equal(AT(CLR1), 1u << 1);
    AT(LEV0) = 1u << 5;
    AT(LEV1) = 1u << 1;
    assert_true(device_level(PLAY_REGS, 5));
    assert_false(device_level(PLAY_REGS, 1));
    assert_true(device_level(PLAY_REGS, 33));
}

static void test_pull(void **state)
{
    static const struct play_write expected[] = {
        {PUD, 2}, {PUDCLK1, 1u << 8}, {PUD, 0}, {PUDCLK1, 0}};
    (void)state;
    play_begin();
    device_set_pull(PLAY_REGS, 40, TAY_GPIO_PULL_UP);
    assert_int_equal(play.write_count, 4);
    assert_memory_equal(play.write, expected, sizeof expected);
    assert_true(play.now_ns >= 2000); /* 150 cycles, twice */
    device_set_pull(PLAY_REGS, 0, TAY_GPIO_PULL_DOWN);
    assert_int_equal(play.write[4].value, 1);
    assert_int_equal(play.write[5].offset, PUDCLK0);
}

static void test_edges(void **state)
{
    (void)state;
    play_begin();
    AT(FEN0) = 0x80;
    device_watch(PLAY_REGS, 4, TAY_GPIO_RISING | TAY_GPIO_FALLING);
    assert_int_equal(AT(REN0), 0x10);
    assert_int_equal(AT(FEN0), 0x90);
    assert_int_equal(AT(EDS0), 0x10); /* what was before is forgotten */
    device_watch(PLAY_REGS, 4, TAY_GPIO_FALLING);
    assert_int_equal(AT(REN0), 0);
    device_watch(PLAY_REGS, 4, 0);
    assert_int_equal(AT(FEN0), 0x80);
    AT(EDS0) = 0x30;
    AT(EDS1) = 0x03;
    assert_int_equal(device_take_edges(PLAY_REGS, UINT64_C(0x200000010)), 0x200000010);
    assert_int_equal(AT(EDS0), 0x10); /* only those are cleared: written are ones for them */
    assert_int_equal(AT(EDS1), 0x02);
}

static void test_start(void **state)
{
    (void)state;
    play_begin();
    assert_int_equal(device_start(PLAY_REGS, 1), TAY_EIO);
    play.on_read = play_read_ones;
    assert_int_equal(device_start(PLAY_REGS, 1), TAY_EIO);
    assert_int_equal(play.write_count, 0);
    play_begin();
    AT(FSEL1) = 0x12000; /* the console's */
    AT(REN0) = 0xc;      /* of an earlier driver, and of nobody knows whom */
    AT(FEN0) = 0x8;
    AT(FSEL0) = 0x1240; /* outputs: 2, 3 and 4 */
    AT(PUDCLK0) = 0x20; /* it was about to set a pull */
    assert_int_equal(device_start(PLAY_REGS, 1u << 3 | 1u << 4), TAY_OK);
    assert_int_equal(AT(FSEL0), 0x40); /* 2 is not ours */
    assert_int_equal(AT(PUDCLK0), 0);
    assert_int_equal(AT(REN0), 0x4);
    assert_int_equal(AT(FEN0), 0);
    assert_int_equal(AT(FSEL1), 0x12000);
}

static void test_lists(void **state)
{
    static const char *const wrong[] = {"",
                                        "a",
                                        "1,",
                                        ",1",
                                        "1-",
                                        "3-2",
                                        "54",
                                        "1-54",
                                        "1 2",
                                        "1;2",
                                        "-1",
                                        "1--2",
                                        "99999999999999999999"};
    uint64_t pins;
    (void)state;
    assert_true(pins_parse("2-13,16-27", DEVICE_PINS, &pins));
    assert_int_equal(pins, 0xfff3ffc);
    assert_true(pins_parse("53", DEVICE_PINS, &pins));
    assert_int_equal(pins, UINT64_C(1) << 53);
    assert_true(pins_parse("0-53,7", DEVICE_PINS, &pins));
    assert_int_equal(pins, (UINT64_C(1) << 54) - 1);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(pins_parse(wrong[i], DEVICE_PINS, &pins));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_functions), cmocka_unit_test(test_levels),
        cmocka_unit_test(test_pull),      cmocka_unit_test(test_edges),
        cmocka_unit_test(test_start),     cmocka_unit_test(test_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
