/* SPDX-License-Identifier: MIT */
/*
 * The handles of a clone: they keep their values, and name what the design says.
 */
#include "clone_scene.h"

#include <process/process.h>

static bool has(const struct actor *actor, tay_cap_t handle)
{
    act(actor);
    return is_handle(handle);
}

static struct object *named_by(const struct actor *actor, tay_cap_t handle)
{
    struct slot *slot = cap_table_find(&thread_behind(actor)->process->table, handle);
    return slot == NULL ? NULL : slot->object;
}

static void test_handles_keep_their_values(void **state)
{
    (void)state;
    tay_cap_t notification, memory, endpoint, account;
    act(&scene.client);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    assert_ok(tay_memory_create(TAY_OWN_ACCOUNT, PAGE, &memory));
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &endpoint));
    assert_ok(tay_account_create(TAY_OWN_ACCOUNT, 4 * PAGE, &account));
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    const tay_cap_t handles[] = {notification, memory, endpoint, account, scene.called};
    for (size_t i = 0; i < sizeof handles / sizeof handles[0]; i++) {
        assert_non_null(named_by(&clone.actor, handles[i]));
        assert_ptr_equal(named_by(&clone.actor, handles[i]), named_by(&scene.client, handles[i]));
    }
}

static void test_self_and_own_thread_are_the_childs(void **state)
{
    (void)state;
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    struct thread *thread = thread_behind(&clone.actor);
    assert_ptr_equal(named_by(&clone.actor, TAY_CAP_SELF), &thread->process->object);
    assert_ptr_equal(named_by(&clone.actor, thread->own_handle), &thread->object);
    assert_int_equal(thread->own_handle, thread_behind(&scene.client)->own_handle);
}

static void test_other_threads_timers_and_replies_are_empty(void **state)
{
    (void)state;
    tay_cap_t notification, timer, thread;
    act(&scene.client);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    assert_ok(tay_timer_create(TAY_OWN_ACCOUNT, notification, 1, &timer));
    assert_ok(tay_thread_create(TAY_CAP_SELF, SIM_TEXT_UA, SIM_DATA_UA + PAGE, 0, 1, &thread));
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    assert_true(has(&clone.actor, notification));
    assert_false(has(&clone.actor, timer));
    assert_false(has(&clone.actor, thread));
    assert_true(has(&scene.client, timer) && has(&scene.client, thread));
}

/* What was stale in the parent is stale in the child, and stays so when the slot is used again. */
static void test_stale_handles_stay_stale(void **state)
{
    (void)state;
    tay_cap_t closed, copy;
    act(&scene.client);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &closed));
    assert_ok(tay_cap_close(closed));
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    assert_false(has(&clone.actor, closed));
    for (unsigned i = 0; i < TAY_SLOTS_MIN; i++) {
        act(&clone.actor);
        assert_ok(tay_cap_copy(TAY_CAP_SELF, 0, &copy));
        assert_int_not_equal(copy, closed);
        assert_ok(tay_cap_close(copy));
    }
}

/* Revoking what the parent's capability was copied from takes the child's, too. */
static void test_copies_are_siblings_of_their_originals(void **state)
{
    (void)state;
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    act(&scene.init);
    assert_ok(tay_cap_revoke(scene.endpoint));
    assert_false(has(&clone.actor, scene.called));
    assert_false(has(&scene.client, scene.called));
}

static void test_closing_the_original_keeps_the_copy(void **state)
{
    (void)state;
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    act(&scene.client);
    assert_ok(tay_cap_close(scene.called));
    assert_true(has(&clone.actor, scene.called));
}

/* A session that both have is closed when the second one closes it. */
static void test_a_session_is_shared(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, 42);
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    act(&scene.client);
    assert_ok(tay_cap_close(session));
    expect_nothing();
    assert_status(call_as(&clone.actor, session, 9), SIM_BLOCKED);
    assert_true(expect(TAY_KIND_CALL).badge == 42);
    assert_ok(answer_as(&scene.server, TAY_OK));
    act(&clone.actor);
    assert_ok(tay_cap_close(session));
    assert_true(expect(TAY_KIND_CLOSED).badge == 42);
}

/* The server lets the child's handle of its session name another one, before it answers. */
static void test_a_handle_of_the_child_is_replaced(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, 42), own;
    struct clone clone = clone_of(&scene.client);
    assert_ok(tay_session_mint(scene.served, 43, TAY_OWN_ACCOUNT, 0, &own));
    assert_ok(tay_process_replace(clone.process, own, TAY_RIGHTS_ALL, session));
    assert_ok(tay_cap_close(own));
    answer(&clone);
    assert_status(call_as(&clone.actor, session, 9), SIM_BLOCKED);
    assert_true(expect(TAY_KIND_CALL).badge == 43);
    assert_ok(answer_as(&scene.server, TAY_OK));
    assert_status(call_as(&scene.client, session, 9), SIM_BLOCKED);
    assert_true(expect(TAY_KIND_CALL).badge == 42);
}

/* The receiving end of an endpoint is counted for the child, too. */
static void test_a_receiver_is_counted(void **state)
{
    (void)state;
    tay_cap_t endpoint;
    act(&scene.client);
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &endpoint));
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    kill_actor(&scene.client);
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + 1};
    act(&clone.actor);
    assert_status(take(TAY_TRAP_CALL, endpoint, &message), SIM_BLOCKED); /* not PEER */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLONE_TEST(test_handles_keep_their_values),
        CLONE_TEST(test_self_and_own_thread_are_the_childs),
        CLONE_TEST(test_other_threads_timers_and_replies_are_empty),
        CLONE_TEST(test_stale_handles_stay_stale),
        CLONE_TEST(test_copies_are_siblings_of_their_originals),
        CLONE_TEST(test_closing_the_original_keeps_the_copy),
        CLONE_TEST(test_a_session_is_shared),
        CLONE_TEST(test_a_handle_of_the_child_is_replaced),
        CLONE_TEST(test_a_receiver_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
