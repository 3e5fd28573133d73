/* SPDX-License-Identifier: MIT */
/*
 * Random places: what a seed fixes, how much they differ, and what they must not change.
 */
#include "fixture.h"

#include <lib/random.h>
#include <mem/space.h>

#define RW (TAY_MAP_READ | TAY_MAP_WRITE)
#define DRAWS 4096
#define BITS_MIN 16
#define MIB ((size_t)1 << 20)

static void test_a_seed_fixes_the_sequence(void **state)
{
    (void)state;
    uint64_t first[16];
    random_init(5);
    for (size_t i = 0; i < 16; i++) {
        first[i] = random_place();
    }
    random_init(5);
    for (size_t i = 0; i < 16; i++) {
        assert_int_equal(random_place(), first[i]);
    }
    random_init(6);
    assert_int_not_equal(random_place(), first[0]);
}

/* Each bit of a base that ever changes is one about half of the time. */
static void test_bases_have_enough_bits(void **state)
{
    (void)state;
    unsigned ones[64] = {0};
    unsigned bits = 0;
    for (unsigned n = 0; n < DRAWS; n++) {
        tay_ua_t piece = (space_random_base() - HAL_USER_LIMIT / 4) / HAL_PIECE_BYTES;
        for (unsigned i = 0; i < 64; i++) {
            ones[i] += (uint64_t)piece >> i & 1;
        }
    }
    for (unsigned i = 0; i < 64; i++) {
        if (ones[i] > 0) {
            assert_in_range(ones[i], DRAWS * 45 / 100, DRAWS * 55 / 100);
            bits++;
        }
    }
    assert_int_equal(bits, BITS_MIN);
}

/* So a budget that suffices with one seed does with every other. */
static void test_bases_cost_the_same(void **state)
{
    (void)state;
    static const size_t sizes[] = {PAGE, 2 * MIB - PAGE, 2 * MIB, 3 * MIB, 512 * MIB};
    for (unsigned n = 0; n < DRAWS; n++) {
        tay_ua_t base = space_random_base();
        assert_int_equal(base % HAL_PIECE_BYTES, 0);
        assert_true(base >= HAL_USER_LIMIT / 4 && base < HAL_USER_LIMIT / 4 * 3);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            assert_int_equal(hal_space_tables_max(base, sizes[i]),
                             hal_space_tables_max(HAL_USER_LIMIT / 4, sizes[i]));
        }
    }
}

/* Where an init's memory goes, a new process's, and its own page, archive and stack are. */
static void places(uint64_t seed, tay_ua_t place[5])
{
    sim_boot(&(struct sim_options){.seed = seed});
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    assert_ok(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, PAGE, 0, RW, &place[0]));
    assert_ok(tay_space_map(process, TAY_CAP_NULL, 0, PAGE, 0, RW, &place[1]));
    place[2] = (tay_ua_t)sim_boot_info()->stack_ua;
    place[3] = (tay_ua_t)sim_boot_info()->archive_ua;
    place[4] = (tay_ua_t)sim_boot_info()->seed;
}

static void test_a_seed_fixes_the_places(void **state)
{
    (void)state;
    tay_ua_t first[5];
    tay_ua_t again[5];
    tay_ua_t other[5];
    places(1, first);
    places(1, again);
    places(2, other);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(first[i], again[i]);
        assert_int_not_equal(first[i], other[i]);
    }
    assert_int_not_equal(first[0], first[1]);
}

/* Each process has its own base. */
static void test_processes_differ(void **state)
{
    (void)state;
    tay_ua_t one;
    tay_ua_t two;
    tay_cap_t first = make_process(TAY_OWN_ACCOUNT);
    tay_cap_t second = make_process(TAY_OWN_ACCOUNT);
    assert_ok(tay_space_map(first, TAY_CAP_NULL, 0, PAGE, 0, RW, &one));
    assert_ok(tay_space_map(second, TAY_CAP_NULL, 0, PAGE, 0, RW, &two));
    assert_int_not_equal(one, two);
    /* One after another, from the base on. */
    tay_ua_t next;
    assert_ok(tay_space_map(first, TAY_CAP_NULL, 0, PAGE, 0, RW, &next));
    assert_int_equal(next, one + PAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_a_seed_fixes_the_sequence), CORE_TEST(test_bases_have_enough_bits),
        CORE_TEST(test_bases_cost_the_same),       CORE_TEST(test_a_seed_fixes_the_places),
        CORE_TEST(test_processes_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
