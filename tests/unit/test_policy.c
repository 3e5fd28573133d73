/* SPDX-License-Identifier: MIT */
/*
 * When a service is started again, and when it is found to hang.
 */
#include "unit.h"

#include <policy.h>
#include <string.h>

#define SOON_NS (5 * TAY_NS_PER_MS)

static struct policy_rule rule_from(const char *text)
{
    struct tay_manifest manifest;
    struct tay_manifest_error error;
    assert_true(tay_manifest_parse(text, strlen(text), &manifest, &error));
    return policy_rule_of(&manifest);
}

static void test_who_is_not_to_restart_ends(void **state)
{
    (void)state;
    struct policy_rule rule = rule_from("program = p\n");
    unsigned short_lives = 0;
    assert_int_equal(policy_judge(&rule, SOON_NS, &short_lives).action, POLICY_END);
    assert_int_equal(policy_judge(&rule, 0, &short_lives).action, POLICY_END);
}

static void test_delays_double_up_to_the_limit(void **state)
{
    (void)state;
    static const unsigned expected_ms[] = {0, 100, 200, 400, 800, 1600, 3200, 6400, 10000};
    struct policy_rule rule = rule_from("program = p\nrestart = always\n");
    unsigned short_lives = 0;
    for (unsigned n = 0; n < sizeof expected_ms / sizeof expected_ms[0]; n++) {
        struct policy_verdict verdict = policy_judge(&rule, SOON_NS, &short_lives);
        assert_int_equal(verdict.action, POLICY_START);
        assert_int_equal(verdict.delay_ns, expected_ms[n] * TAY_NS_PER_MS);
        assert_int_equal(verdict.clears_state, n == 4);
    }
    assert_int_equal(policy_judge(&rule, SOON_NS, &short_lives).action, POLICY_GIVE_UP);
}

static void test_a_long_life_begins_anew(void **state)
{
    (void)state;
    struct policy_rule rule = rule_from("program = p\nrestart = always\nlimit = 3\n");
    unsigned short_lives = 0;
    for (unsigned n = 0; n < 100; n++) {
        assert_int_equal(policy_judge(&rule, SOON_NS, &short_lives).delay_ns, 0);
        assert_int_equal(policy_judge(&rule, POLICY_LONG_LIFE_NS - 1, &short_lives).delay_ns,
                         100 * TAY_NS_PER_MS);
        struct policy_verdict verdict = policy_judge(&rule, POLICY_LONG_LIFE_NS, &short_lives);
        assert_int_equal(verdict.action, POLICY_START);
        assert_int_equal(verdict.delay_ns, 0);
        assert_false(verdict.clears_state);
        assert_int_equal(short_lives, 0);
    }
}

static void test_without_delay_and_limit(void **state)
{
    (void)state;
    struct policy_rule rule = rule_from("program = p\nrestart = always\ndelay = 0\nlimit = none\n");
    unsigned short_lives = 0;
    for (unsigned n = 0; n < 10000; n++) {
        struct policy_verdict verdict = policy_judge(&rule, SOON_NS, &short_lives);
        assert_int_equal(verdict.action, POLICY_START);
        assert_int_equal(verdict.delay_ns, 0);
        assert_false(verdict.clears_state);
    }
}

/* Else init would try for ever, and do nothing else. */
static void test_a_start_that_failed_is_not_repeated_at_once(void **state)
{
    (void)state;
    struct policy_rule rule = rule_from("program = p\nrestart = always\ndelay = 0\nlimit = none\n");
    unsigned short_lives = 0;
    assert_int_equal(policy_judge(&rule, 0, &short_lives).delay_ns, POLICY_FAILED_START_NS);
    rule.delay_ns = POLICY_FAILED_START_NS * 4;
    assert_int_equal(policy_judge(&rule, 0, &short_lives).delay_ns, POLICY_FAILED_START_NS * 4);
}

static void test_the_limit_counts_ends(void **state)
{
    (void)state;
    for (unsigned limit = 1; limit < 20; limit++) {
        struct policy_rule rule = {.restarts = true, .delay_ns = 1, .limit = limit};
        unsigned short_lives = 0, ends = 1;
        while (policy_judge(&rule, SOON_NS, &short_lives).action == POLICY_START) {
            ends++;
        }
        assert_int_equal(ends, limit);
    }
}

static void test_a_heart_must_beat(void **state)
{
    (void)state;
    struct policy_watch watch = {
        .heartbeat_ns = 100, .started_ns = 1000, .beaten_ns = 1000, .ready = true};
    assert_int_equal(policy_watch_due(&watch), 1100);
    assert_null(policy_watch_look(&watch, 1099, false));
    assert_null(policy_watch_look(&watch, 1105, true));
    assert_int_equal(policy_watch_due(&watch), 1205);
    assert_string_equal(policy_watch_look(&watch, 1205, false), "it has shown no sign of life");
}

static void test_without_a_heart_nothing_is_due(void **state)
{
    (void)state;
    struct policy_watch watch = {.started_ns = 1000, .beaten_ns = 1000, .ready = true};
    assert_true(policy_watch_due(&watch) == TAY_TIME_NEVER);
    assert_null(policy_watch_look(&watch, 1000000, false));
}

static void test_who_is_to_be_ready_must_be_in_time(void **state)
{
    (void)state;
    struct policy_watch watch = {
        .heartbeat_ns = 100, .ready_ns = 500, .started_ns = 1000, .beaten_ns = 1000};
    assert_int_equal(policy_watch_due(&watch), 1500);
    assert_null(policy_watch_look(&watch, 1499, false));
    assert_string_equal(policy_watch_look(&watch, 1500, true), "it was not ready in time");
    watch.ready = true;
    watch.beaten_ns = 1499;
    assert_int_equal(policy_watch_due(&watch), 1599);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_is_not_to_restart_ends),
        cmocka_unit_test(test_delays_double_up_to_the_limit),
        cmocka_unit_test(test_a_long_life_begins_anew),
        cmocka_unit_test(test_without_delay_and_limit),
        cmocka_unit_test(test_a_start_that_failed_is_not_repeated_at_once),
        cmocka_unit_test(test_the_limit_counts_ends),
        cmocka_unit_test(test_a_heart_must_beat),
        cmocka_unit_test(test_without_a_heart_nothing_is_due),
        cmocka_unit_test(test_who_is_to_be_ready_must_be_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
