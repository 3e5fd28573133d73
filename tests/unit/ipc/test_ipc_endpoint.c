/* SPDX-License-Identifier: MIT */
/*
 * One place to wait: the queue of an endpoint, the notification bound to it, and the order of what
 * a server receives; notifications that are waited for alone; endpoints that nobody serves.
 */
#include "scene.h"

static tay_cap_t bits_of_server; /* bound, in the server's table */

static void bind_notification(void)
{
    act(&scene.server);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &bits_of_server));
    assert_ok(tay_endpoint_bind(scene.served, bits_of_server));
}

/* A notification can be bound to an endpoint; recv then also returns its bits. */
static void test_recv_returns_the_bits_of_a_bound_notification(void **state)
{
    (void)state;
    bind_notification();
    assert_ok(tay_trap_notify(bits_of_server, 5));
    assert_ok(tay_trap_notify(bits_of_server, 8));
    struct tay_message got = expect(TAY_KIND_NOTIFICATION);
    assert_int_equal(got.word[0], 13);
    for (unsigned n = 1; n < TAY_WORDS; n++) {
        assert_int_equal(got.word[n], 0);
    }
    assert_int_equal(got.badge, 0);
    assert_int_equal(got.info, 0);
    expect_nothing();
}

static void test_bits_wake_a_server_that_receives(void **state)
{
    (void)state;
    struct tay_message message;
    bind_notification();
    struct actor second = make_thread(&scene.server, INIT_PRIORITY);
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    act(&second);
    assert_ok(tay_trap_notify(bits_of_server, 0)); /* no bit, no message */
    assert_true(is_blocked(&scene.server));
    assert_ok(tay_trap_notify(bits_of_server, 6));
    struct tay_message got = result_of(&scene.server);
    assert_int_equal(tay_message_kind(&got), TAY_KIND_NOTIFICATION);
    assert_int_equal(got.word[0], 6);
    expect_nothing();
}

/* Bits that are set before it is bound come with it; unbound they stay with the notification. */
static void test_bits_from_before_the_binding_and_after_it(void **state)
{
    (void)state;
    tay_cap_t notification;
    tay_word_t bits = 0;
    struct tay_message message;
    struct actor second = make_thread(&scene.server, INIT_PRIORITY);
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    act(&second);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    assert_ok(tay_trap_notify(notification, 3));
    assert_ok(tay_endpoint_bind(scene.served, notification));
    assert_int_equal(result_of(&scene.server).word[0], 3);
    act(&second);
    assert_ok(tay_trap_notify(notification, 12));
    assert_ok(tay_endpoint_bind(scene.served, TAY_CAP_NULL));
    expect_nothing();
    assert_ok(tay_trap_wait(notification, 0, 0, &bits));
    assert_int_equal(bits, 12);
    assert_ok(tay_endpoint_bind(scene.served, notification));
    assert_status(tay_trap_wait(notification, 0, 0, &bits), TAY_ESTATE);
}

/* A notification is bound to one endpoint, an endpoint has one, and nobody waits for it then. */
static void test_a_notification_is_bound_once_and_waited_for_at_one_place(void **state)
{
    (void)state;
    tay_cap_t second, waited;
    tay_word_t bits = 0;
    bind_notification();
    struct actor waiter = make_thread(&scene.server, INIT_PRIORITY);
    act(&scene.server);
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &second));
    assert_no_trace(tay_endpoint_bind(second, bits_of_server), TAY_ESTATE);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &waited));
    assert_no_trace(tay_endpoint_bind(scene.served, waited), TAY_ESTATE);
    act(&waiter);
    assert_status(tay_trap_wait(waited, 0, 0, &bits), SIM_BLOCKED);
    act(&scene.server);
    assert_no_trace(tay_endpoint_bind(second, waited), TAY_ESTATE);
    assert_ok(tay_trap_notify(waited, 1));
    assert_ok(tay_endpoint_bind(second, waited));
    assert_ok(tay_endpoint_bind(scene.served, TAY_CAP_NULL));
    assert_ok(tay_endpoint_bind(scene.served, TAY_CAP_NULL)); /* none is no error */
}

/* A bound notification that ends unbinds; an endpoint that ends gives its notification free. */
static void test_either_end_of_a_binding_may_go_first(void **state)
{
    (void)state;
    tay_word_t bits = 0;
    bind_notification();
    assert_ok(tay_trap_notify(bits_of_server, 1));
    assert_ok(tay_cap_close(bits_of_server));
    expect_nothing();
    bind_notification();
    act(&scene.init);
    assert_ok(tay_object_destroy(scene.endpoint));
    act(&scene.server);
    assert_ok(tay_trap_notify(bits_of_server, 4));
    assert_ok(tay_trap_wait(bits_of_server, 0, 0, &bits));
    assert_int_equal(bits, 4);
}

/* Timers and interrupts signal one, and so reach the place where the server waits. */
static void test_a_timer_and_an_interrupt_reach_the_server(void **state)
{
    (void)state;
    tay_cap_t timer, irq, notification, driver;
    struct tay_message message;
    bind_notification();
    assert_ok(tay_timer_create(TAY_OWN_ACCOUNT, bits_of_server, 2, &timer));
    assert_ok(tay_timer_set(timer, sim_now() + NS_PER_MS, 0));
    act(&scene.init);
    assert_ok(tay_process_take(scene.server.process, bits_of_server, &notification));
    assert_ok(tay_irq_create(sim_boot_info()->irq_control, 9, notification, 4, &irq));
    driver = give(&scene.server, irq, TAY_RIGHT_SEND);
    act(&scene.server);
    assert_ok(tay_irq_acknowledge(driver));
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    sim_advance(NS_PER_MS);
    assert_int_equal(result_of(&scene.server).word[0], 2);
    for (unsigned i = 0; i < 3; i++) {
        assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
        sim_raise_line(9);
        assert_int_equal(result_of(&scene.server).word[0], 4);
        act(&scene.server);
        assert_ok(tay_irq_acknowledge(driver));
    }
}

/* The queue holds callers by priority, then age. */
static void test_callers_come_by_priority_then_age(void **state)
{
    (void)state;
    static const unsigned priority[] = {20, 40, 20, 50, 40, 20};
    static const unsigned order[] = {3, 1, 4, 0, 2, 5};
    struct actor caller[6];
    for (unsigned i = 0; i < 6; i++) {
        caller[i] = make_thread(&scene.client, INIT_PRIORITY);
    }
    for (unsigned i = 0; i < 6; i++) {
        assert_status(call_as(&caller[i], scene.called, i), SIM_BLOCKED);
        set_priority(&caller[i], priority[i]); /* the place in the queue follows */
    }
    /* Each waits for its answer while the next is taken; the server is as important as they are. */
    for (unsigned i = 0; i < 6; i++) {
        assert_int_equal(expect(TAY_KIND_CALL).info, order[i]);
        put_aside(i);
    }
    expect_nothing();
}

/* Messages from the kernel come first, then the bits of the notification, then callers. */
static void test_messages_of_the_kernel_come_first_then_bits_then_callers(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, 5);
    bind_notification();
    set_priority(&scene.other, 20);
    assert_status(send_as(&scene.client, scene.called, 1), SIM_BLOCKED);
    struct actor second = make_thread(&scene.client, INIT_PRIORITY);
    act(&scene.server);
    assert_ok(tay_trap_notify(bits_of_server, 1));
    act(&second);
    assert_ok(tay_cap_close(session));
    assert_int_equal(expect(TAY_KIND_CLOSED).badge, 5);
    assert_int_equal(expect(TAY_KIND_NOTIFICATION).word[0], 1);
    assert_int_equal(expect(TAY_KIND_SEND).info, 1);
    expect_nothing();
}

/* Messages of the kernel among themselves come by age. */
static void test_messages_of_the_kernel_come_by_age(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, 5);
    struct actor child = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, 6);
    struct actor faulty = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, 7);
    begin_call(0);
    put_aside(8);
    act(&child);
    assert_status(tay_process_exit(TAY_CAP_SELF, 1), SIM_BLOCKED);
    act(&faulty);
    assert_false(sim_write(0x7000000, "x", 1));
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.client.thread));
    act(&scene.client);
    assert_ok(tay_cap_close(session));
    assert_int_equal(expect(TAY_KIND_EXITED).badge, 6);
    assert_int_equal(expect(TAY_KIND_FAULT).badge, 7);
    assert_int_equal(expect(TAY_KIND_ABANDONED).badge, 8);
    assert_int_equal(expect(TAY_KIND_CLOSED).badge, 5);
    expect_nothing();
}

/* None needs memory: they come though every account is empty. */
static void test_messages_of_the_kernel_need_no_memory(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, 5);
    begin_call(0);
    put_aside(8);
    act(&scene.init);
    exhaust_account();
    assert_ok(tay_thread_cancel(scene.client.thread));
    act(&scene.client);
    assert_ok(tay_cap_close(session));
    assert_int_equal(expect(TAY_KIND_ABANDONED).badge, 8);
    assert_int_equal(expect(TAY_KIND_CLOSED).badge, 5);
}

/* Several servers may wait: the last one is served first. */
static void test_the_last_receiver_is_served_first(void **state)
{
    (void)state;
    struct tay_message message;
    struct actor server[3];
    for (unsigned i = 0; i < 3; i++) {
        server[i] = make_thread(&scene.server, INIT_PRIORITY);
    }
    for (unsigned i = 0; i < 3; i++) {
        assert_status(receive_as(&server[i], scene.served, &message), SIM_BLOCKED);
    }
    set_priority(&server[0], 33);
    for (unsigned i = 0; i < 3; i++) {
        assert_true(is_blocked(&server[2 - i]));
        assert_ok(send_as(&scene.client, scene.called, i));
        assert_false(is_blocked(&server[2 - i]));
    }
}

/* An unbound notification has any number of waiters; one signal wakes the highest, which takes all
 * bits. */
static void test_one_signal_wakes_the_highest_waiter_which_takes_all_bits(void **state)
{
    (void)state;
    tay_cap_t notification;
    tay_word_t bits = 0;
    struct actor waiter[3];
    act(&scene.client);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    for (unsigned i = 0; i < 3; i++) {
        waiter[i] = make_thread(&scene.client, INIT_PRIORITY);
    }
    for (unsigned i = 0; i < 3; i++) {
        act(&waiter[i]);
        assert_status(tay_trap_wait(notification, 0, 0, &bits), SIM_BLOCKED);
    }
    set_priority(&waiter[1], 31);
    set_priority(&waiter[2], 33);
    act(&scene.client);
    assert_ok(tay_trap_notify(notification, 5));
    assert_int_equal(result_of(&waiter[2]).word[0], 5);
    assert_true(is_blocked(&waiter[0]) && is_blocked(&waiter[1]));
    set_priority(&waiter[2], INIT_PRIORITY);
    act(&scene.client);
    assert_ok(tay_trap_notify(notification, 6));
    assert_int_equal(result_of(&waiter[0]).word[0], 6);
    assert_true(is_blocked(&waiter[1]));
    act(&scene.client);
    assert_ok(tay_cap_close(notification)); /* whoever still waits on what is gone gets PEER */
    assert_false(is_blocked(&waiter[1]));
    assert_status(sim_status(waiter[1].context), TAY_EPEER);
}

/* A deadline in the past makes a receive a look: it takes what is there. */
static void test_a_receive_with_a_past_deadline_takes_what_is_there(void **state)
{
    (void)state;
    assert_status(send_as(&scene.client, scene.called, 4), SIM_BLOCKED);
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = 0};
    act(&scene.server);
    assert_ok(take(TAY_TRAP_RECV, scene.served, &message));
    assert_int_equal(message.info, 4);
    expect_nothing();
}

/* An endpoint counts capabilities with RECEIVE: at zero, queued and new callers get PEER at once,
 * and who waits for them does, too. */
static void test_without_a_receive_capability_callers_get_peer(void **state)
{
    (void)state;
    struct tay_message message;
    struct actor second = make_thread(&scene.server, INIT_PRIORITY);
    tay_cap_t session = open_session(&scene.other, 1);
    begin_call(0);
    tay_cap_t reply = put_aside(3);
    assert_status(call_as(&scene.other, session, 2), SIM_BLOCKED);
    init_close(scene.endpoint);
    assert_true(is_blocked(&scene.other));
    act(&second);
    assert_ok(tay_cap_close(scene.served));
    assert_status(sim_status(scene.other.context), TAY_EPEER);
    assert_int_equal(result_of(&scene.other).info, 0);
    assert_status(call_as(&scene.other, session, 2), TAY_EPEER);
    assert_status(call_as(&scene.other, scene.called, 2), TAY_EPEER);
    assert_status(send_as(&scene.other, scene.called, 2), TAY_EPEER);
    /* What was taken is answered all the same. */
    assert_true(is_blocked(&scene.client));
    assert_ok(send_as(&scene.server, reply, TAY_ENOENT));
    assert_status(sim_status(scene.client.context), TAY_ENOENT);
    act(&scene.server);
    assert_status(receive_as(&scene.server, scene.served, &message), TAY_EHANDLE);
}

static void test_without_a_receive_capability_receivers_get_peer(void **state)
{
    (void)state;
    struct tay_message message;
    bind_notification();
    struct actor second = make_thread(&scene.server, INIT_PRIORITY);
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    init_close(scene.endpoint);
    assert_true(is_blocked(&scene.server));
    act(&second);
    assert_ok(tay_cap_close(scene.served));
    assert_status(sim_status(scene.server.context), TAY_EPEER);
    /* The notification is free again. */
    tay_word_t bits = 0;
    act(&second);
    assert_ok(tay_trap_notify(bits_of_server, 1));
    assert_ok(tay_trap_wait(bits_of_server, 0, 0, &bits));
}

/* Copies without RECEIVE do not count, moved ones do. */
static void test_only_capabilities_with_receive_count(void **state)
{
    (void)state;
    tay_cap_t manage, receive;
    act(&scene.server);
    assert_ok(tay_cap_copy(scene.served, TAY_RIGHT_MANAGE | TAY_RIGHT_GRANT, &manage));
    assert_ok(tay_cap_copy(scene.served, TAY_RIGHT_RECEIVE | TAY_RIGHT_GRANT, &receive));
    init_close(scene.endpoint);
    act(&scene.server);
    assert_ok(tay_cap_close(scene.served));
    assert_status(call_as(&scene.client, scene.called, 0), SIM_BLOCKED);
    act(&scene.server);
    assert_ok(tay_cap_close(receive));
    assert_status(sim_status(scene.client.context), TAY_EPEER);
    act(&scene.server);
    assert_ok(tay_endpoint_refuse(manage, 0));
    assert_status(call_as(&scene.client, scene.called, 0), TAY_EPEER);
}

/* Messages that nobody can receive any more hold nothing: what they told of is gone for good. */
static void test_messages_that_nobody_can_receive_are_dropped(void **state)
{
    (void)state;
    tay_cap_t account;
    act(&scene.init);
    assert_ok(tay_account_create(TAY_OWN_ACCOUNT, 64 * PAGE, &account));
    struct actor child = make_actor(account, scene.endpoint, 1);
    kill_actor(&child); /* the message holds what is left of the process */
    act(&scene.init);
    assert_int_equal(used_bytes(account), PAGE);
    kill_actor(&scene.server);
    init_close(scene.endpoint);
    assert_int_equal(used_bytes(account), 0);
    assert_status(call_as(&scene.client, scene.called, 0), TAY_EPEER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_recv_returns_the_bits_of_a_bound_notification),
        SCENE_TEST(test_bits_wake_a_server_that_receives),
        SCENE_TEST(test_bits_from_before_the_binding_and_after_it),
        SCENE_TEST(test_a_notification_is_bound_once_and_waited_for_at_one_place),
        SCENE_TEST(test_either_end_of_a_binding_may_go_first),
        SCENE_TEST(test_a_timer_and_an_interrupt_reach_the_server),
        SCENE_TEST(test_callers_come_by_priority_then_age),
        SCENE_TEST(test_messages_of_the_kernel_come_first_then_bits_then_callers),
        SCENE_TEST(test_messages_of_the_kernel_come_by_age),
        SCENE_TEST(test_messages_of_the_kernel_need_no_memory),
        SCENE_TEST(test_the_last_receiver_is_served_first),
        SCENE_TEST(test_one_signal_wakes_the_highest_waiter_which_takes_all_bits),
        SCENE_TEST(test_a_receive_with_a_past_deadline_takes_what_is_there),
        SCENE_TEST(test_without_a_receive_capability_callers_get_peer),
        SCENE_TEST(test_without_a_receive_capability_receivers_get_peer),
        SCENE_TEST(test_only_capabilities_with_receive_count),
        SCENE_TEST(test_messages_that_nobody_can_receive_are_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
