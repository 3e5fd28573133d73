/* SPDX-License-Identifier: MIT */
/*
 * Threads that are pinned to a core.
 */
#include "cores.h"

#include <machine.h>

#define INIT_PRIORITY 32u

/* Cores keep live state of whatever they run, as if all programs used FP registers. */
static int boot_keeping(void **state)
{
    int failed = cores_boot(state);
    machine_set_keeping(1, 1);
    return failed;
}

#define KEEPING_TEST(function)                                                                     \
    {                                                                                              \
#function " keeping", function, boot_keeping, fixture_stop, NULL                           \
    }

/* init starts a thread that is pinned to a core. */
static struct actor start_pinned(tay_word_t core, unsigned priority)
{
    act_as(init);
    struct actor actor = make_thread(TAY_CAP_SELF, priority);
    assert_ok(tay_thread_set_affinity(actor.handle, core));
    assert_ok(tay_thread_start(actor.handle));
    return actor;
}

static void check_affinity(tay_cap_t thread, tay_word_t pinned, tay_word_t last)
{
    tay_word_t core, ran;
    assert_ok(tay_thread_get_affinity(thread, &core, &ran));
    assert_int_equal(core, pinned);
    assert_int_equal(ran, last);
}

static void test_a_thread_starts_where_it_is_pinned(void **state)
{
    (void)state;
    for (unsigned core = 1; core < CORES; core++) {
        struct actor actor = start_pinned(core, 1);
        assert_int_equal(core_that_runs(actor.context), core);
        act_as(init);
        check_affinity(actor.handle, core, core);
    }
    check_affinity(sim_boot_info()->thread, TAY_CORE_ANY, 0);
}

static void test_nobody_pulls_who_is_pinned(void **state)
{
    (void)state;
    struct actor runs = start_pinned(2, 1);
    struct actor waits = start_pinned(2, 1);
    assert_int_equal(core_that_runs(runs.context), 2);
    assert_int_equal(core_that_runs(waits.context), CORES);
    act_as(init);
    assert_ok(tay_thread_set_affinity(waits.handle, TAY_CORE_ANY));
    assert_int_not_equal(core_that_runs(waits.context), 2);
    assert_int_not_equal(core_that_runs(waits.context), CORES);
}

static void test_who_runs_goes_over(void **state)
{
    (void)state;
    struct actor actor = start_pinned(1, 1);
    for (unsigned core = 2; core < CORES; core++) {
        act_as(init);
        assert_ok(tay_thread_set_affinity(actor.handle, core));
        assert_int_equal(core_that_runs(actor.context), core);
    }
}

static void test_a_thread_pins_itself(void **state)
{
    (void)state;
    struct actor actor = start_elsewhere(TAY_CAP_SELF);
    for (unsigned core = 1; core < CORES; core++) {
        act_as(actor.context);
        assert_ok(tay_thread_set_affinity(actor.own, core));
        assert_int_equal(core_that_runs(actor.context), core);
        assert_status(sim_status(actor.context), TAY_OK);
    }
}

/* It comes to another core although its old one never looks by itself. */
static void test_who_waits_wakes_where_it_is_pinned(void **state)
{
    (void)state;
    tay_cap_t bell = make_notification();
    struct actor actor = start_elsewhere(TAY_CAP_SELF);
    struct tay_message wait = {0};
    assert_false(sim_trap(TAY_TRAP_WAIT, bell, &wait));
    for (unsigned core = 1; core < CORES; core++) {
        act_as(init);
        assert_ok(tay_thread_set_affinity(actor.handle, core));
        assert_ok(tay_trap_notify(bell, 1));
        assert_int_equal(core_that_runs(actor.context), core);
        assert_false(sim_trap(TAY_TRAP_WAIT, bell, &wait));
    }
}

static void test_who_is_queued_changes_the_queue(void **state)
{
    (void)state;
    struct actor runs = start_pinned(3, 2);
    struct actor waits = start_pinned(3, 1);
    act_as(init);
    assert_ok(tay_thread_set_affinity(waits.handle, 1));
    assert_int_equal(core_that_runs(waits.context), 1);
    act_as(init);
    assert_ok(tay_thread_set_affinity(waits.handle, 3));
    assert_int_equal(core_that_runs(waits.context), CORES);
    act_as(runs.context);
    (void)!tay_object_destroy(runs.own);
    assert_int_equal(core_that_runs(waits.context), 3);
}

/* One thread each for the other cores; then core 0's queue has both kinds, in the order in which
 * they came. */
static void test_one_order_for_both_kinds(void **state)
{
    (void)state;
    struct actor actor[4];
    for (unsigned core = 1; core < CORES; core++) {
        (void)start_pinned(core, INIT_PRIORITY);
    }
    for (unsigned i = 0; i < 4; i++) {
        actor[i] = start_pinned(i % 2 == 0 ? 0 : TAY_CORE_ANY, INIT_PRIORITY);
    }
    act_as(init);
    for (unsigned i = 0; i < 4; i++) {
        tay_trap_yield();
        assert_int_equal(core_that_runs(actor[i].context), 0);
    }
}

static void test_a_pinned_server_answers_from_its_core(void **state)
{
    (void)state;
    tay_cap_t endpoint = make_endpoint();
    struct actor server = start_pinned(2, INIT_PRIORITY);
    act_as(server.context);
    struct tay_message message = {0};
    assert_status(receive(endpoint, &message), SIM_BLOCKED);
    act_as(init);
    message = (struct tay_message){.info = 5};
    assert_status(sim_call(endpoint, &message), SIM_BLOCKED);
    assert_int_equal(core_that_runs(server.context), 2);
    message = (struct tay_message){.info = TAY_OK};
    assert_false(sim_trap(TAY_TRAP_REPLY_RECV, endpoint, &message));
    assert_int_not_equal(core_that_runs(init), CORES);
    assert_status(sim_status(init), TAY_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORES_TEST(test_a_thread_starts_where_it_is_pinned),
        CORES_TEST(test_nobody_pulls_who_is_pinned),
        CORES_TEST(test_who_runs_goes_over),
        CORES_TEST(test_a_thread_pins_itself),
        CORES_TEST(test_who_waits_wakes_where_it_is_pinned),
        CORES_TEST(test_who_is_queued_changes_the_queue),
        CORES_TEST(test_one_order_for_both_kinds),
        CORES_TEST(test_a_pinned_server_answers_from_its_core),
        KEEPING_TEST(test_nobody_pulls_who_is_pinned),
        KEEPING_TEST(test_who_runs_goes_over),
        KEEPING_TEST(test_a_thread_pins_itself),
        KEEPING_TEST(test_who_waits_wakes_where_it_is_pinned),
        KEEPING_TEST(test_who_is_queued_changes_the_queue),
        KEEPING_TEST(test_a_pinned_server_answers_from_its_core),
        INTERLEAVED_TEST(test_who_runs_goes_over),
        INTERLEAVED_TEST(test_a_thread_pins_itself),
        INTERLEAVED_TEST(test_who_is_queued_changes_the_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
