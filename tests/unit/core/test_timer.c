/* SPDX-License-Identifier: MIT */
/*
 * Timers: one-shot, periodic, late, far, and their ends.
 */
#include "fixture.h"

#define MS NS_PER_MS

/* The bits that have come, without waiting. */
static tay_word_t take(tay_cap_t notification)
{
    tay_word_t bits = 0;
    enum tay_status status = tay_trap_wait(notification, TAY_INFO_DEADLINE, 0, &bits);
    assert_true(status == TAY_OK || status == TAY_ETIMEDOUT);
    return status == TAY_OK ? bits : 0;
}

static void test_one_shot(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    tay_cap_t timer = make_timer(notification, 6);
    assert_int_equal(machine_timer(0), TAY_TIME_NEVER);
    assert_ok(tay_timer_set(timer, 5 * MS, 0));
    assert_int_equal(machine_timer(0), 5 * MS);
    sim_advance(5 * MS - 1);
    assert_int_equal(take(notification), 0);
    sim_advance(1);
    assert_int_equal(take(notification), 6);
    assert_int_equal(machine_timer(0), TAY_TIME_NEVER);
    sim_advance(50 * MS);
    assert_int_equal(take(notification), 0);
}

static void test_time_in_the_past(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    tay_cap_t timer = make_timer(notification, 1);
    sim_advance(9 * MS);
    assert_ok(tay_timer_set(timer, 0, 0));
    assert_int_equal(take(notification), 1);
    assert_ok(tay_timer_set(timer, 9 * MS, 0));
    assert_int_equal(take(notification), 1);
}

/* What the core's timer was set for is gone: it still fires, once. */
static void fire_for_nothing(tay_time_t at_ns)
{
    assert_int_equal(machine_timer(0), at_ns);
    sim_advance(at_ns - sim_now());
}

static void test_set_again_and_disarm(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    tay_cap_t timer = make_timer(notification, 1), other = make_timer(notification, 2);
    assert_ok(tay_timer_set(timer, 5 * MS, MS));
    assert_ok(tay_timer_set(other, 6 * MS, 0));
    assert_ok(tay_timer_set(timer, 8 * MS, 0));
    fire_for_nothing(5 * MS);
    assert_int_equal(take(notification), 0);
    assert_int_equal(machine_timer(0), 6 * MS);
    sim_advance(2 * MS);
    assert_int_equal(take(notification), 2);
    assert_ok(tay_timer_set(timer, TAY_TIME_NEVER, MS));
    fire_for_nothing(8 * MS);
    assert_int_equal(machine_timer(0), TAY_TIME_NEVER);
    sim_advance(7 * MS);
    assert_int_equal(take(notification), 0);
}

static void test_periodic(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    tay_cap_t timer = make_timer(notification, 1);
    assert_ok(tay_timer_set(timer, 3 * MS, 2 * MS));
    for (unsigned i = 0; i < 5; i++) {
        sim_advance(i == 0 ? 3 * MS - 1 : 2 * MS - 1);
        assert_int_equal(take(notification), 0);
        sim_advance(1);
        assert_int_equal(take(notification), 1);
    }
    assert_int_equal(sim_now(), 11 * MS);
}

/* A timer that fell behind signals once, and keeps its beat. */
static void test_late_periodic(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    tay_cap_t timer = make_timer(notification, 1);
    machine_set_time(100 * MS);
    assert_ok(tay_timer_set(timer, 3 * MS, 10 * MS));
    assert_int_equal(take(notification), 1);
    assert_int_equal(machine_timer(0), 103 * MS);
    machine_set_time(123 * MS); /* two beats at once, exactly on the second */
    sim_advance(0);
    assert_int_equal(take(notification), 1);
    assert_int_equal(machine_timer(0), 133 * MS);
}

/* A next time that lies beyond all times never comes; above all it is not in the past. */
static void test_period_beyond_time(void **state)
{
    (void)state;
    static const tay_time_t periods[] = {TAY_TIME_NEVER, TAY_TIME_NEVER - MS,
                                         TAY_TIME_NEVER / 2 + MS, TAY_TIME_NEVER - 7};
    tay_cap_t notification = make_notification();
    tay_cap_t timer = make_timer(notification, 1);
    sim_advance(3 * MS);
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        assert_ok(tay_timer_set(timer, 2 * MS, periods[i]));
        assert_int_equal(take(notification), 1);
        assert_true(machine_timer(0) > TAY_TIME_NEVER / 2);
        sim_advance(MS);
        assert_int_equal(take(notification), 0);
    }
}

static void test_invalid_arguments(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    tay_cap_t timer;
    assert_status(tay_timer_create(TAY_OWN_ACCOUNT, notification, 0, &timer), TAY_EINVAL);
    timer = make_timer(notification, (tay_word_t)1 << 63);
    assert_status(tay_timer_set(timer, 5, 1), TAY_EINVAL);
    assert_status(tay_timer_set(timer, 5, 99999), TAY_EINVAL);
    assert_int_equal(take(notification), 0);
    assert_ok(tay_timer_set(timer, 5, 100000));
    sim_advance(5);
    assert_int_equal(take(notification), (tay_word_t)1 << 63);
}

/* A timer needs neither the capability that it was made with nor its notification alive. */
static void test_ends(void **state)
{
    (void)state;
    size_t used = used_bytes(TAY_OWN_ACCOUNT);
    tay_cap_t notification = make_notification();
    tay_cap_t timer = make_timer(make_copy(notification, TAY_RIGHT_SEND), 1);
    tay_cap_t other = make_timer(notification, 2);
    assert_ok(tay_timer_set(timer, 4 * MS, MS));
    assert_ok(tay_timer_set(other, 5 * MS, MS));
    assert_ok(tay_cap_revoke(notification));
    sim_advance(4 * MS);
    assert_int_equal(take(notification), 1);
    assert_ok(tay_cap_close(timer));
    assert_int_equal(machine_timer(0), 5 * MS);
    assert_ok(tay_object_destroy(notification));
    sim_advance(5 * MS); /* signals nobody */
    assert_true(is_handle(other));
    assert_ok(tay_timer_set(other, 20 * MS, 0));
    assert_ok(tay_object_destroy(other));
    fire_for_nothing(10 * MS);
    assert_int_equal(machine_timer(0), TAY_TIME_NEVER);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), used);
}

/* Many timers in any order fire in theirs. */
static void test_many(void **state)
{
    (void)state;
    enum { COUNT = 40 };
    tay_cap_t notification = make_notification();
    for (unsigned i = 0; i < COUNT; i++) {
        assert_ok(tay_timer_set(make_timer(notification, (tay_word_t)1 << i),
                                (1 + i * 7 % COUNT) * MS, 0));
    }
    for (unsigned time = 1; time <= COUNT; time++) {
        sim_advance(MS);
        unsigned i = (time - 1) * 23 % COUNT; /* 7 * 23 = 1 modulo 40 */
        assert_int_equal(take(notification), (tay_word_t)1 << i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_one_shot),
        CORE_TEST(test_time_in_the_past),
        CORE_TEST(test_set_again_and_disarm),
        CORE_TEST(test_periodic),
        CORE_TEST(test_late_periodic),
        CORE_TEST(test_period_beyond_time),
        CORE_TEST(test_invalid_arguments),
        CORE_TEST(test_ends),
        CORE_TEST(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
