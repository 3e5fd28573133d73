/* SPDX-License-Identifier: MIT */
/*
 * Ends that meet something else which has happened just before.
 */
#include "scene.h"

#define NOWHERE ((tay_ua_t)0x7000000)

/* Somebody has let a thread go on before its supervisor heard of its fault. When that one goes, the
 * thread no longer waits for it, and nothing happens to it until it faults again. */
static void test_a_resumed_thread_outlives_its_supervisor(void **state)
{
    (void)state;
    struct actor child = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, 1);
    act(&child);
    assert_false(sim_write(NOWHERE, "x", 1));
    act(&scene.init);
    assert_ok(tay_thread_start(child.thread));
    init_close(scene.endpoint);
    kill_actor(&scene.server);
    assert_false(is_gone(&child));
    act(&child);
    assert_true(sim_write(SIM_DATA_UA, "x", 1));
    assert_false(sim_write(NOWHERE, "x", 1));
    assert_true(is_gone(&child));
}

/* A supervisor that goes after it has heard of a fault and before it has done anything: the thread,
 * and who waits for an answer of it, must not wait for ever. */
static void test_a_faulted_thread_does_not_outlive_its_supervisor(void **state)
{
    (void)state;
    struct tay_message message;
    struct actor child = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, 1);
    act(&scene.init);
    tay_cap_t endpoint;
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &endpoint));
    tay_cap_t served = give(&child, endpoint, TAY_RIGHT_RECEIVE);
    tay_cap_t called = give(&scene.client, endpoint, TAY_RIGHT_SEND);
    assert_status(call_as(&scene.client, called, 0), SIM_BLOCKED);
    assert_ok(receive_as(&child, served, &message));
    assert_false(sim_write(NOWHERE, "x", 1));
    expect(TAY_KIND_FAULT);
    init_close(scene.endpoint);
    assert_false(is_gone(&child));
    kill_actor(&scene.server);
    assert_true(is_gone(&child));
    assert_int_equal(result_of(&scene.client).result, TAY_EPEER);
}

/* Two threads of one process, one of them not heard of yet. */
static void test_an_endpoint_that_is_destroyed_takes_the_faulted_along(void **state)
{
    (void)state;
    struct actor child = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, 1);
    struct actor second = make_thread(&child, INIT_PRIORITY);
    act(&child);
    assert_false(sim_write(NOWHERE, "x", 1));
    act(&second);
    assert_false(sim_write(NOWHERE, "x", 1));
    expect(TAY_KIND_FAULT);
    act(&scene.init);
    assert_ok(tay_object_destroy(scene.endpoint));
    assert_true(is_gone(&child));
    assert_true(is_gone(&second));
}

#define HIGH 50u
#define QUEUE 10u /* more than one step of the kernel turns away */

/* While callers are turned away one of them runs already, and lifts another over the place up to
 * which the kernel has looked. */
static void test_nobody_is_left_in_a_refusing_endpoints_queue(void **state)
{
    (void)state;
    struct actor first = make_thread(&scene.client, INIT_PRIORITY);
    assert_status(call_as(&first, scene.called, 0), SIM_BLOCKED);
    struct actor queued[QUEUE];
    for (unsigned i = 0; i < QUEUE; i++) {
        queued[i] = make_thread(&scene.client, INIT_PRIORITY);
        assert_status(call_as(&queued[i], scene.called, 0), SIM_BLOCKED);
    }
    act(&scene.init);
    assert_ok(tay_thread_set_priority(first.thread, HIGH));
    assert_ok(tay_endpoint_refuse(scene.endpoint, 1));
    assert_ptr_equal(sim_current(), first.context);
    assert_true(is_blocked(&queued[QUEUE - 1]));
    tay_cap_t last = thread_behind(&queued[QUEUE - 1])->own_handle;
    assert_ok(tay_thread_set_priority(last, HIGH + 1));
    set_priority(&first, INIT_PRIORITY);
    assert_ptr_equal(sim_current(), queued[QUEUE - 1].context);
    assert_status(sim_status(queued[QUEUE - 1].context), TAY_EPEER);
    set_priority(&queued[QUEUE - 1], INIT_PRIORITY);
    act(&scene.init);
    for (unsigned i = 0; i < QUEUE - 1; i++) {
        assert_status(sim_status(queued[i].context), TAY_EPEER);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_a_resumed_thread_outlives_its_supervisor),
        SCENE_TEST(test_a_faulted_thread_does_not_outlive_its_supervisor),
        SCENE_TEST(test_an_endpoint_that_is_destroyed_takes_the_faulted_along),
        SCENE_TEST(test_nobody_is_left_in_a_refusing_endpoints_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
