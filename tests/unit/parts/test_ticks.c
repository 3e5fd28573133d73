/* SPDX-License-Identifier: MIT */
/*
 * The arithmetic of time against the same in 128 bits.
 */
#include "unit.h"

#include <a64_ticks.h>

__extension__ typedef unsigned __int128 wide;

#define NS_PER_S UINT64_C(1000000000)

/* The counters of QEMU and of the Raspberry Pi 3; prime numbers; both ends. */
static const uint64_t frequencies_hz[] = {62500000, 19200000,  54000000, 24000000,  1000000, 1,
                                          2,        999999937, 7919,     999999999, NS_PER_S};

#define FREQUENCIES (sizeof frequencies_hz / sizeof *frequencies_hz)

static uint64_t random_state = 1;

/* Numbers of any size: each bit length is as likely as another (xorshift64*). */
static uint64_t random_number(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    uint64_t number = random_state * UINT64_C(2685821657736338717);
    return number >> (random_state >> 32) % 64;
}

/* The last count whose time in nanoseconds fits 64 bits. */
static uint64_t last_count(uint64_t hz)
{
    return (uint64_t)(((wide)UINT64_MAX * hz) / NS_PER_S);
}

static void check_count(const struct a64_ticks *rate, uint64_t hz, uint64_t count)
{
    assert_true(a64_ticks_to_ns(rate, count) == (uint64_t)((wide)count * NS_PER_S / hz));
}

static void check_ns(const struct a64_ticks *rate, uint64_t hz, uint64_t ns)
{
    uint64_t count = a64_ticks_from_ns(rate, ns);

    assert_true((wide)count * NS_PER_S / hz >= ns);
    assert_true(count == 0 || (wide)(count - 1) * NS_PER_S / hz < ns);
}

static void rates_are_reduced(void **state)
{
    struct a64_ticks rate;

    (void)state;
    assert_true(a64_ticks_init(&rate, 62500000));
    assert_true(rate.ns == 16 && rate.ticks == 1);
    assert_true(a64_ticks_init(&rate, 19200000));
    assert_true(rate.ns == 625 && rate.ticks == 12);
    assert_true(a64_ticks_init(&rate, NS_PER_S));
    assert_true(rate.ns == 1 && rate.ticks == 1);
    assert_true(a64_ticks_init(&rate, 1));
    assert_true(rate.ns == NS_PER_S && rate.ticks == 1);
}

static void other_rates_are_refused(void **state)
{
    struct a64_ticks rate = {1, 2};

    (void)state;
    assert_false(a64_ticks_init(&rate, 0));
    assert_false(a64_ticks_init(&rate, NS_PER_S + 1));
    assert_false(a64_ticks_init(&rate, UINT64_MAX));
    assert_true(rate.ns == 1 && rate.ticks == 2);
}

static void known_times(void **state)
{
    struct a64_ticks rate;

    (void)state;
    assert_true(a64_ticks_init(&rate, 19200000));
    assert_true(a64_ticks_to_ns(&rate, 0) == 0);
    assert_true(a64_ticks_to_ns(&rate, 1) == 52);
    assert_true(a64_ticks_to_ns(&rate, 19200000) == NS_PER_S);
    assert_true(a64_ticks_from_ns(&rate, 0) == 0);
    assert_true(a64_ticks_from_ns(&rate, 1) == 1);
    assert_true(a64_ticks_from_ns(&rate, 52) == 1);
    assert_true(a64_ticks_from_ns(&rate, 53) == 2);
    assert_true(a64_ticks_from_ns(&rate, NS_PER_S) == 19200000);
}

static void counts_become_ns(void **state)
{
    struct a64_ticks rate;

    (void)state;
    for (size_t n = 0; n < FREQUENCIES; n++) {
        uint64_t hz = frequencies_hz[n];

        assert_true(a64_ticks_init(&rate, hz));
        uint64_t last = last_count(hz);

        check_count(&rate, hz, 0);
        check_count(&rate, hz, last);
        for (unsigned i = 0; i < 20000; i++) {
            uint64_t count = random_number();

            check_count(&rate, hz, count <= last ? count : count % last);
        }
    }
}

static void ns_become_the_first_count(void **state)
{
    struct a64_ticks rate;

    (void)state;
    for (size_t n = 0; n < FREQUENCIES; n++) {
        uint64_t hz = frequencies_hz[n];

        assert_true(a64_ticks_init(&rate, hz));
        for (uint64_t ns = 0; ns < 2000; ns++) {
            check_ns(&rate, hz, ns);
            check_ns(&rate, hz, UINT64_MAX - ns);
        }
        for (unsigned i = 0; i < 20000; i++) {
            check_ns(&rate, hz, random_number());
        }
    }
}

static void a_count_comes_back(void **state)
{
    struct a64_ticks rate;

    (void)state;
    for (size_t n = 0; n < FREQUENCIES; n++) {
        uint64_t hz = frequencies_hz[n];

        assert_true(a64_ticks_init(&rate, hz));
        for (unsigned i = 0; i < 20000; i++) {
            uint64_t count = random_number() % (last_count(hz) + (hz < NS_PER_S ? 1 : 0));

            assert_true(a64_ticks_from_ns(&rate, a64_ticks_to_ns(&rate, count)) == count);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_reduced),
        cmocka_unit_test(other_rates_are_refused),
        cmocka_unit_test(known_times),
        cmocka_unit_test(counts_become_ns),
        cmocka_unit_test(ns_become_the_first_count),
        cmocka_unit_test(a_count_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
