/* SPDX-License-Identifier: MIT */
/*
 * Heartbeats: which is silent first, and which stays behind.
 */
#include "unit.h"
#include "watchdog/heartbeats.h"

static void test_deadline(void **state)
{
    struct heartbeats all = {0};
    (void)state;
    assert_int_equal(heartbeats_deadline(&all, false), TAY_TIME_NEVER);
    assert_int_equal(heartbeats_open(&all, 7, 100, false, 1000), TAY_OK);
    assert_int_equal(heartbeats_open(&all, 8, 300, true, 1000), TAY_OK);
    assert_int_equal(heartbeats_deadline(&all, false), 1100);
    assert_int_equal(heartbeats_deadline(&all, true), 1300);
    assert_int_equal(heartbeats_beat(&all, 7, 1050), TAY_OK);
    assert_int_equal(heartbeats_deadline(&all, false), 1150);
    assert_int_equal(heartbeats_beat(&all, 7, 1250), TAY_OK);
    assert_int_equal(heartbeats_deadline(&all, false), 1300);
    assert_int_equal(heartbeats_close(&all, 8), TAY_OK);
    assert_int_equal(heartbeats_deadline(&all, false), 1350);
    assert_int_equal(heartbeats_deadline(&all, true), TAY_TIME_NEVER);
}

static void test_unknown(void **state)
{
    struct heartbeats all = {0};
    (void)state;
    assert_int_equal(heartbeats_beat(&all, 7, 0), TAY_ESTATE);
    assert_int_equal(heartbeats_close(&all, 7), TAY_ESTATE);
    assert_int_equal(heartbeats_open(&all, 7, 1, false, 0), TAY_OK);
    assert_int_equal(heartbeats_close(&all, 7), TAY_OK);
    assert_int_equal(heartbeats_beat(&all, 7, 0), TAY_ESTATE);
}

static void test_full(void **state)
{
    struct heartbeats all = {0};
    (void)state;
    for (uint64_t session = 1; session <= HEARTBEATS_MAX; session++) {
        assert_int_equal(heartbeats_open(&all, session, session, false, 0), TAY_OK);
    }
    assert_int_equal(heartbeats_open(&all, 99, 1, false, 0), TAY_EFULL);
    assert_int_equal(heartbeats_close(&all, 1), TAY_OK);
    assert_int_equal(heartbeats_deadline(&all, false), 2);
    assert_int_equal(heartbeats_open(&all, 99, 1, false, 0), TAY_OK);
    assert_int_equal(heartbeats_beat(&all, HEARTBEATS_MAX, 5), TAY_OK); /* it moved, and is there */
}

static void flip(uint64_t *word, unsigned bit)
{
    *word ^= UINT64_C(1) << bit;
}

static void test_damage(void **state)
{
    struct heartbeats all = {0};
    (void)state;
    assert_true(heartbeats_are_sound(&all));
    all.count = 1;
    assert_false(heartbeats_are_sound(&all));
    all.count = 0;
    assert_int_equal(heartbeats_open(&all, 7, 100, false, 1000), TAY_OK);
    assert_int_equal(heartbeats_open(&all, 8, 300, true, 1000), TAY_OK);
    assert_true(heartbeats_are_sound(&all));
    uint64_t *words[] = {&all.seal,
                         &all.heartbeat[0].session,
                         &all.heartbeat[0].time_ns,
                         &all.heartbeat[0].deadline_ns,
                         &all.heartbeat[1].session,
                         &all.heartbeat[1].time_ns,
                         &all.heartbeat[1].deadline_ns};
    for (unsigned n = 0; n < sizeof words / sizeof words[0]; n++) {
        for (unsigned bit = 0; bit < 64; bit++) {
            flip(words[n], bit);
            assert_false(heartbeats_are_sound(&all));
            flip(words[n], bit);
        }
    }
    for (unsigned bit = 0; bit < 32; bit++) {
        all.count ^= 1u << bit;
        assert_false(heartbeats_are_sound(&all));
        all.count ^= 1u << bit;
    }
    all.heartbeat[1].in_hardware = false;
    assert_false(heartbeats_are_sound(&all));
    all.heartbeat[1].in_hardware = true;
    assert_true(heartbeats_are_sound(&all));
    assert_int_equal(heartbeats_beat(&all, 7, 1050), TAY_OK);
    assert_true(heartbeats_are_sound(&all));
    assert_int_equal(heartbeats_close(&all, 7), TAY_OK);
    assert_true(heartbeats_are_sound(&all));
    assert_int_equal(heartbeats_close(&all, 8), TAY_OK);
    assert_true(heartbeats_are_sound(&all));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
