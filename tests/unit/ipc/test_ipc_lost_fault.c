/* SPDX-License-Identifier: MIT */
/*
 * Nobody stands still for ever: a thread whose fault was told waits for whoever has heard of it,
 * and its process ends when nobody of those is left. The scene's server is the supervisor.
 */
#include "scene.h"

#define NOWHERE ((tay_ua_t)0x7000000)
#define MANY 20u

static struct actor child;
static tay_cap_t child_handle; /* in the supervisor's table */

static int boot(void **state)
{
    scene_boot(state);
    child = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, 1);
    child_handle = give(&scene.server, child.process, TAY_RIGHTS_ALL);
    return 0;
}

#define LOST_TEST(function) cmocka_unit_test_setup_teardown(function, boot, scene_stop)

static void fault(const struct actor *actor)
{
    act(actor);
    assert_false(sim_write(NOWHERE, "x", 1));
}

static void fault_and_tell(const struct actor *actor)
{
    fault(actor);
    expect(TAY_KIND_FAULT);
    assert_false(is_gone(actor));
}

/* The last capability that can receive goes with the supervisor. */
static void lose_supervisor(void)
{
    init_close(scene.endpoint);
    kill_actor(&scene.server);
}

static void renew(void)
{
    act(&scene.init);
    assert_ok(tay_endpoint_renew(scene.endpoint));
}

static void test_a_supervisor_that_goes_after_it_heard_of_a_fault(void **state)
{
    (void)state;
    fault_and_tell(&child);
    lose_supervisor();
    assert_true(is_gone(&child));
}

static void test_an_endpoint_that_is_destroyed_after_it_told_of_a_fault(void **state)
{
    (void)state;
    fault_and_tell(&child);
    act(&scene.init);
    assert_ok(tay_object_destroy(scene.endpoint));
    assert_true(is_gone(&child));
}

/* A supervisor that waited when the fault came has heard of it as well. */
static void test_a_supervisor_that_waited_for_the_fault(void **state)
{
    (void)state;
    struct tay_message got;
    assert_status(receive_as(&scene.server, scene.served, &got), SIM_BLOCKED);
    fault(&child);
    got = result_of(&scene.server);
    assert_int_equal(tay_message_kind(&got), TAY_KIND_FAULT);
    assert_false(is_gone(&child));
    lose_supervisor();
    assert_true(is_gone(&child));
}

/* Somebody else can still receive: he may have been told. */
static void test_as_long_as_somebody_can_receive_there_is_hope(void **state)
{
    (void)state;
    fault_and_tell(&child);
    kill_actor(&scene.server);
    assert_false(is_gone(&child));
    init_close(scene.endpoint);
    assert_true(is_gone(&child));
}

/* Who waits for an answer of the thread is not forgotten with it. */
static void test_its_callers_get_peer(void **state)
{
    (void)state;
    tay_cap_t endpoint;
    struct tay_message message;
    act(&scene.init);
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &endpoint));
    tay_cap_t served = give(&child, endpoint, TAY_RIGHT_RECEIVE);
    tay_cap_t called = give(&scene.client, endpoint, TAY_RIGHT_SEND);
    assert_status(call_as(&scene.client, called, 0), SIM_BLOCKED);
    assert_ok(receive_as(&child, served, &message));
    fault_and_tell(&child);
    assert_true(is_blocked(&scene.client));
    lose_supervisor();
    assert_int_equal(result_of(&scene.client).result, TAY_EPEER);
}

static void test_a_thread_that_was_helped_goes_on(void **state)
{
    (void)state;
    fault_and_tell(&child);
    act(&scene.init);
    assert_ok(tay_thread_start(child.thread));
    lose_supervisor();
    assert_false(is_gone(&child));
    act(&child);
    assert_true(sim_write(SIM_DATA_UA, "x", 1));
}

/* Helped, it faults again: that is another fault. */
static void test_each_fault_counts_for_itself(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        fault_and_tell(&child);
        act(&scene.init);
        assert_ok(tay_thread_start(child.thread));
    }
    fault_and_tell(&child);
    lose_supervisor();
    assert_true(is_gone(&child));
}

/* Whoever receives in the next epoch knows nothing of what the last one supervised. */
static void test_a_new_epoch_ends_who_waits_for_the_last_one(void **state)
{
    (void)state;
    fault_and_tell(&child);
    renew();
    assert_true(is_gone(&child));
    assert_int_equal(expect(TAY_KIND_EXITED).word[0], TAY_EXIT_FAULT);
    expect_nothing();
}

static void test_a_fault_in_a_later_epoch(void **state)
{
    (void)state;
    renew();
    fault(&child);
    assert_true(is_gone(&child));
    assert_int_equal(expect(TAY_KIND_EXITED).word[0], TAY_EXIT_FAULT);
    expect_nothing();
}

static void test_a_fault_that_is_told_in_a_later_epoch(void **state)
{
    (void)state;
    fault(&child);
    renew();
    assert_true(is_gone(&child));
    expect(TAY_KIND_FAULT);
    assert_int_equal(expect(TAY_KIND_EXITED).word[0], TAY_EXIT_FAULT);
}

static void test_a_new_epoch_supervises_its_own(void **state)
{
    (void)state;
    fault_and_tell(&child);
    renew();
    struct actor later = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, 2);
    expect(TAY_KIND_EXITED);
    fault_and_tell(&later);
    assert_false(is_gone(&later));
}

/* What ends in another way is waited for no more. */
static void test_ends_of_another_kind(void **state)
{
    (void)state;
    struct actor second = make_thread(&child, INIT_PRIORITY);
    fault_and_tell(&child);
    fault_and_tell(&second);
    act(&scene.init);
    assert_ok(tay_object_destroy(second.thread));
    assert_ok(tay_object_destroy(child.process));
    assert_int_equal(expect(TAY_KIND_EXITED).word[0], TAY_EXIT_DESTROYED);
    lose_supervisor();
}

/* As many as one step does not see to, preempted all the time. */
static void test_many_end_piece_by_piece(void **state)
{
    (void)state;
    struct actor many[MANY];
    for (unsigned i = 0; i < MANY; i++) {
        many[i] = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, 10 + i);
        fault_and_tell(&many[i]);
    }
    sim_set_preemption(1, 1);
    lose_supervisor();
    sim_set_preemption(1, 0);
    for (unsigned i = 0; i < MANY; i++) {
        assert_true(is_gone(&many[i]));
    }
    assert_false(is_gone(&child));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOST_TEST(test_a_supervisor_that_goes_after_it_heard_of_a_fault),
        LOST_TEST(test_an_endpoint_that_is_destroyed_after_it_told_of_a_fault),
        LOST_TEST(test_a_supervisor_that_waited_for_the_fault),
        LOST_TEST(test_as_long_as_somebody_can_receive_there_is_hope),
        LOST_TEST(test_its_callers_get_peer),
        LOST_TEST(test_a_thread_that_was_helped_goes_on),
        LOST_TEST(test_each_fault_counts_for_itself),
        LOST_TEST(test_a_new_epoch_ends_who_waits_for_the_last_one),
        LOST_TEST(test_a_fault_in_a_later_epoch),
        LOST_TEST(test_a_fault_that_is_told_in_a_later_epoch),
        LOST_TEST(test_a_new_epoch_supervises_its_own),
        LOST_TEST(test_ends_of_another_kind),
        LOST_TEST(test_many_end_piece_by_piece),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
