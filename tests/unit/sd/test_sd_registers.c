/* SPDX-License-Identifier: MIT */
/*
 * The CSD (SD, 5.3): each structure, with fields at their ends.
 */
#include "unit.h"

#include <registers.h>

/* A CSD of structure 1. */
static void make(uint32_t csd[4], uint32_t length, uint32_t size, uint32_t multiplier)
{
    csd[3] = 0;
    csd[2] = length << 16 | size >> 2;
    csd[1] = size << 30 | multiplier << 15;
    csd[0] = 0;
}

static void test_bits_across_words(void **state)
{
    (void)state;
    const uint32_t words[4] = {0x80000001, 0xfffffffe, 0x12345678, 0x9abcdef0};
    assert_int_equal(registers_bits(words, 0, 0), 1);
    assert_int_equal(registers_bits(words, 31, 31), 1);
    assert_int_equal(registers_bits(words, 32, 31), 1);
    assert_int_equal(registers_bits(words, 33, 31), 5);
    assert_int_equal(registers_bits(words, 71, 60), 0x78f);
    assert_int_equal(registers_bits(words, 127, 96), 0x9abcdef0);
    assert_int_equal(registers_bits(words, 127, 126), 2);
}

static void test_sizes(void **state)
{
    (void)state;
    uint32_t csd[4];
    make(csd, 9, 0, 0);
    assert_int_equal(registers_blocks(csd), 4);
    make(csd, 9, 4095, 7);
    assert_int_equal(registers_blocks(csd), 4096 * 512); /* 1 GiB */
    make(csd, 10, 4095, 7);
    assert_int_equal(registers_blocks(csd), 4096 * 512 * 2); /* 2 GiB */
    make(csd, 11, 1, 2);
    assert_int_equal(registers_blocks(csd), 2 * 16 * 4);
    const uint32_t smallest[4] = {0, 0, 9 << 16, 1u << 30};
    assert_int_equal(registers_blocks(smallest), 1024);
    const uint32_t largest[4] = {0, 0xffffu << 16, 9 << 16 | 0x3f, 1u << 30};
    assert_int_equal(registers_blocks(largest), UINT64_C(1) << 32); /* 2 TiB */
}

/* Nothing is believed that the structure does not allow. */
static void test_nonsense(void **state)
{
    (void)state;
    uint32_t csd[4];
    for (uint32_t length = 0; length < 16; length++) {
        make(csd, length, 100, 3);
        assert_int_equal(registers_blocks(csd) != 0, length >= 9 && length <= 11);
    }
    const uint32_t structure_3[4] = {0, 0, 9 << 16, 2u << 30};
    const uint32_t structure_4[4] = {0, 0, 9 << 16, 3u << 30};
    assert_int_equal(registers_blocks(structure_3), 0);
    assert_int_equal(registers_blocks(structure_4), 0);
}

static void test_write_protection(void **state)
{
    (void)state;
    assert_false(registers_read_only((const uint32_t[4]){~0x3000u, ~0u, ~0u, ~0u}));
    assert_true(registers_read_only((const uint32_t[4]){0x1000, 0, 0, 0}));
    assert_true(registers_read_only((const uint32_t[4]){0x2000, 0, 0, 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bits_across_words),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_nonsense),
        cmocka_unit_test(test_write_protection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
