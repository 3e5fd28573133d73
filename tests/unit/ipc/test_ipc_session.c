/* SPDX-License-Identifier: MIT */
/*
 * Sessions: badges, their one `closed` message, epochs, refusal, and who pays.
 */
#include "scene.h"

#include <mem/frame.h>
#include <mem/slab.h>
#include <object/reaper.h>

#define BADGE UINT64_C(0xfedcba9876543210)

static void assert_call_reaches(const struct actor *client, tay_cap_t session, uint64_t badge)
{
    assert_status(call_as(client, session, 1), SIM_BLOCKED);
    assert_true(expect(TAY_KIND_CALL).badge == badge);
    assert_ok(answer_as(&scene.server, TAY_OK));
    assert_ok(sim_status(client->context));
}

/* Badges are 64 bits, chosen by the server. */
static void test_a_session_calls_with_its_badge(void **state)
{
    (void)state;
    const uint64_t badges[] = {BADGE, 0, UINT64_MAX, 1};
    tay_cap_t session[4];
    for (unsigned i = 0; i < 4; i++) {
        session[i] = open_session(&scene.client, badges[i]);
    }
    for (unsigned i = 0; i < 4; i++) {
        assert_call_reaches(&scene.client, session[i], badges[i]);
    }
    assert_status(send_as(&scene.client, session[0], 2), SIM_BLOCKED);
    assert_true(expect(TAY_KIND_SEND).badge == BADGE);
}

static void test_a_call_by_the_endpoint_itself_has_no_badge(void **state)
{
    (void)state;
    open_session(&scene.client, BADGE);
    assert_call_reaches(&scene.client, scene.called, 0);
}

/* When the last copy is gone, by close, the server receives one `closed` message. */
static void test_closed_comes_once_when_the_last_capability_is_closed(void **state)
{
    (void)state;
    tay_cap_t copy;
    tay_cap_t session = open_session(&scene.client, BADGE);
    act(&scene.client);
    assert_ok(tay_cap_copy(session, TAY_RIGHT_SEND, &copy));
    assert_ok(tay_cap_close(session));
    expect_nothing();
    assert_call_reaches(&scene.client, copy, BADGE);
    act(&scene.client);
    assert_ok(tay_cap_close(copy));
    assert_true(expect(TAY_KIND_CLOSED).badge == BADGE);
    expect_nothing();
}

/* ... also if the server waits for it. */
static void test_closed_wakes_a_server_that_waits(void **state)
{
    (void)state;
    struct tay_message message;
    tay_cap_t session = open_session(&scene.client, BADGE);
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    act(&scene.client);
    assert_ok(tay_cap_close(session));
    struct tay_message got = result_of(&scene.server);
    assert_int_equal(tay_message_kind(&got), TAY_KIND_CLOSED);
    assert_true(got.badge == BADGE);
    expect_nothing();
}

/* ... who, if more important, runs in the place of the one who closed, without the reaper. */
static void test_closed_is_passed_to_a_more_important_server(void **state)
{
    (void)state;
    struct tay_message message;
    tay_cap_t session = open_session(&scene.client, BADGE);
    size_t sessions = slab_count(SLAB_SESSION);
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    set_priority(&scene.server, INIT_PRIORITY + 1);
    act(&scene.client);
    unsigned ended_before = reaper_count();
    assert_ok(tay_cap_close(session));
    assert_ptr_equal(sim_current(), scene.server.context);
    assert_int_equal(reaper_count(), ended_before);
    assert_int_equal(slab_count(SLAB_SESSION), sessions - 1);
    struct tay_message got = result_of(&scene.server);
    assert_int_equal(tay_message_kind(&got), TAY_KIND_CLOSED);
    assert_true(got.badge == BADGE);
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), scene.client.context); /* it goes before who waits like it */
    assert_ok(sim_status(scene.client.context));
    assert_false(is_handle(session));
}

/* An answer with a session, after which the server waits, lets its caller go on at once. */
static void test_an_answer_with_a_session_passes_the_core_back(void **state)
{
    (void)state;
    tay_cap_t session;
    struct tay_message message;
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    assert_status(call_as(&scene.client, scene.called, 0), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), scene.server.context);
    assert_ok(
        tay_session_mint(scene.served, BADGE, TAY_CALL_IN_HAND, TAY_MINT_CALLER_PAYS, &session));
    struct tay_message answer = {.info = TAY_ENOENT | 1u << TAY_INFO_CAPS_SHIFT,
                                 .word = {session, 5}};
    assert_status(take(TAY_TRAP_REPLY_RECV, scene.served, &answer), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), scene.client.context);
    struct tay_message got = result_of(&scene.client);
    assert_status(tay_message_status(&got), TAY_ENOENT);
    assert_int_equal(got.info & TAY_INFO_CAPS_MASK, 1u << TAY_INFO_CAPS_SHIFT);
    assert_int_equal(got.word[1], 5);
    assert_status(call_as(&scene.client, (tay_cap_t)got.word[0], 1), SIM_BLOCKED);
    assert_true(result_of(&scene.server).badge == BADGE);
}

/* ... by exit, also of the last of several processes that share it. */
static void test_closed_comes_once_when_the_last_process_exits(void **state)
{
    (void)state;
    tay_cap_t taken;
    tay_cap_t session = open_session(&scene.client, BADGE);
    act(&scene.init);
    assert_ok(tay_process_take(scene.client.process, session, &taken));
    tay_cap_t shared = give(&scene.other, taken, TAY_RIGHTS_ALL);
    init_close(taken);
    act(&scene.client);
    assert_status(tay_process_exit(TAY_CAP_SELF, 0), SIM_BLOCKED);
    assert_true(is_gone(&scene.client));
    expect_nothing();
    assert_call_reaches(&scene.other, shared, BADGE);
    act(&scene.other);
    assert_status(tay_process_exit(TAY_CAP_SELF, 3), SIM_BLOCKED);
    assert_true(expect(TAY_KIND_CLOSED).badge == BADGE);
    expect_nothing();
}

/* A table that is copied, as fork does, holds the same session: it is counted for each copy, and
 * the original is not better than they are. */
static void test_copies_in_other_tables_are_the_same_session(void **state)
{
    (void)state;
    tay_cap_t taken;
    struct actor child[3];
    tay_cap_t copy[3];
    tay_cap_t session = open_session(&scene.client, BADGE);
    act(&scene.init);
    assert_ok(tay_process_take(scene.client.process, session, &taken));
    for (unsigned i = 0; i < 3; i++) {
        child[i] = make_actor(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0);
        copy[i] = give(&child[i], taken, TAY_RIGHTS_ALL);
    }
    init_close(taken);
    act(&scene.client);
    assert_ok(tay_cap_close(session));
    for (unsigned i = 0; i < 3; i++) {
        expect_nothing();
        assert_call_reaches(&child[i], copy[i], BADGE);
        if (i == 1) {
            act(&child[i]);
            assert_ok(tay_cap_close(copy[i]));
        } else {
            kill_actor(&child[i]);
        }
    }
    assert_true(expect(TAY_KIND_CLOSED).badge == BADGE);
    expect_nothing();
}

/* ... or crash. */
static void test_closed_comes_once_when_the_client_crashes(void **state)
{
    (void)state;
    open_session(&scene.client, BADGE);
    act(&scene.client);
    assert_false(sim_write(0x5000000, "x", 1));
    assert_true(is_gone(&scene.client));
    assert_true(expect(TAY_KIND_CLOSED).badge == BADGE);
    expect_nothing();
}

/* ... or when a holder of MANAGE destroys it. */
static void test_closed_comes_once_when_the_session_is_destroyed(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, BADGE);
    act(&scene.client);
    assert_ok(tay_object_destroy(session));
    assert_status(call_as(&scene.client, session, 0), TAY_EHANDLE);
    assert_true(expect(TAY_KIND_CLOSED).badge == BADGE);
    expect_nothing();
}

/* A message of its own for each: none is lost, in the order of their ends. */
static void test_each_session_is_closed_for_itself(void **state)
{
    (void)state;
    tay_cap_t session[20];
    for (unsigned i = 0; i < 20; i++) {
        session[i] = open_session(&scene.client, i);
    }
    act(&scene.client);
    for (unsigned i = 0; i < 20; i++) {
        assert_ok(tay_cap_close(session[(7 * i) % 20]));
    }
    for (unsigned i = 0; i < 20; i++) {
        assert_int_equal(expect(TAY_KIND_CLOSED).badge, (7 * i) % 20);
    }
    expect_nothing();
}

/* A session that ends ends the calls that queue by it: no call comes after `closed`. */
static void test_no_queued_call_comes_after_closed(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, BADGE);
    struct actor second = make_thread(&scene.client, INIT_PRIORITY);
    assert_status(call_as(&second, session, 1), SIM_BLOCKED);
    act(&scene.client);
    assert_ok(tay_cap_close(session));
    assert_status(sim_status(second.context), TAY_EPEER);
    assert_true(expect(TAY_KIND_CLOSED).badge == BADGE);
    expect_nothing();
}

/* What the server has taken it may still answer. */
static void test_a_taken_call_outlives_its_session(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, BADGE);
    struct actor second = make_thread(&scene.client, INIT_PRIORITY);
    assert_status(call_as(&second, session, 1), SIM_BLOCKED);
    assert_true(expect(TAY_KIND_CALL).badge == BADGE);
    act(&scene.client);
    assert_ok(tay_cap_close(session));
    assert_true(is_blocked(&second));
    assert_ok(answer_as(&scene.server, TAY_ENOENT));
    assert_status(sim_status(second.context), TAY_ENOENT);
    assert_true(expect(TAY_KIND_CLOSED).badge == BADGE);
}

/* A server that answers PEER to a session that is closed already tells nobody anything. */
static void test_a_closed_session_answered_peer(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, BADGE);
    struct actor second = make_thread(&scene.client, INIT_PRIORITY);
    assert_status(call_as(&second, session, 1), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    act(&scene.client);
    assert_ok(tay_cap_close(session));
    assert_ok(answer_as(&scene.server, TAY_EPEER));
    assert_status(sim_status(second.context), TAY_EPEER);
    assert_true(expect(TAY_KIND_CLOSED).badge == BADGE);
    expect_nothing();
}

/* After renew calls on older sessions return PEER at once, their closing tells nobody, plain
 * endpoint capabilities go on, and new sessions work. */
static void test_renew_ends_older_sessions(void **state)
{
    (void)state;
    tay_cap_t old = open_session(&scene.client, BADGE);
    struct actor second = make_thread(&scene.client, INIT_PRIORITY);
    assert_status(call_as(&scene.client, old, 1), SIM_BLOCKED);
    assert_status(call_as(&scene.other, scene.called, 2), SIM_BLOCKED);
    act(&scene.init);
    assert_ok(tay_endpoint_renew(scene.endpoint));
    assert_status(sim_status(scene.client.context), TAY_EPEER);
    assert_true(is_blocked(&scene.other));
    assert_status(call_as(&second, old, 1), TAY_EPEER);
    assert_status(send_as(&second, old, 1), TAY_EPEER);
    assert_int_equal(expect(TAY_KIND_CALL).info, 2);
    assert_ok(answer_as(&scene.server, TAY_OK));
    tay_cap_t fresh = open_session(&scene.client, BADGE);
    assert_call_reaches(&scene.client, fresh, BADGE);
    act(&scene.client);
    assert_ok(tay_cap_close(old));
    expect_nothing();
    act(&scene.client);
    assert_ok(tay_cap_close(fresh));
    assert_true(expect(TAY_KIND_CLOSED).badge == BADGE);
}

/* Calls of the old epoch that the server has taken are still its to answer. */
static void test_renew_leaves_what_is_taken(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, BADGE);
    assert_status(call_as(&scene.client, session, 1), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    act(&scene.init);
    assert_ok(tay_endpoint_renew(scene.endpoint));
    assert_true(is_blocked(&scene.client));
    assert_ok(answer_as(&scene.server, TAY_OK));
    assert_ok(sim_status(scene.client.context));
}

/* Many callers are turned away, in steps, preempted at each; those who stay stay in order. */
static void test_renew_in_steps(void **state)
{
    (void)state;
    struct actor caller[40];
    tay_cap_t session = open_session(&scene.client, BADGE);
    for (unsigned i = 0; i < 40; i++) {
        caller[i] = make_thread(&scene.client, INIT_PRIORITY);
    }
    for (unsigned i = 0; i < 40; i++) {
        tay_cap_t handle = i % 3 == 0 ? scene.called : session;
        assert_status(call_as(&caller[i], handle, i), SIM_BLOCKED);
    }
    sim_set_preemption(3, 1);
    act(&scene.init);
    assert_ok(tay_endpoint_renew(scene.endpoint));
    for (unsigned i = 0; i < 40; i++) {
        assert_int_equal(is_blocked(&caller[i]), i % 3 == 0);
        assert_status(sim_status(caller[i].context), i % 3 == 0 ? SIM_BLOCKED : TAY_EPEER);
    }
    for (unsigned i = 0; i < 40; i += 3) {
        assert_int_equal(expect(TAY_KIND_CALL).info, i);
        assert_ok(answer_as(&scene.server, TAY_OK));
    }
    expect_nothing();
}

#define CROWD 30u

/* init renews while many call by a session, and is interrupted before it has turned all away. */
static struct actor begin_interrupted_renew(struct actor *caller)
{
    tay_cap_t session = open_session(&scene.client, BADGE);
    for (unsigned i = 0; i < CROWD; i++) {
        caller[i] = make_thread(&scene.client, INIT_PRIORITY);
    }
    for (unsigned i = 0; i < CROWD; i++) {
        assert_status(call_as(&caller[i], session, i), SIM_BLOCKED);
    }
    struct actor urgent = make_urgent(&scene.init);
    assert_ok(tay_endpoint_renew(scene.endpoint)); /* done, but for who is to be turned away */
    assert_ptr_equal(sim_current(), urgent.context);
    assert_false(is_blocked(&caller[0]));
    assert_true(is_blocked(&caller[CROWD - 1])); /* its turn has not come */
    return urgent;
}

/* A caller that gets another place in the queue while those who look through it are elsewhere, is
 * not forgotten. */
static void test_renew_misses_nobody_who_moves_in_the_queue(void **state)
{
    (void)state;
    struct actor caller[CROWD];
    const struct actor *last = &caller[CROWD - 1];
    struct actor urgent = begin_interrupted_renew(caller);
    assert_ok(tay_thread_set_priority(last->thread, INIT_PRIORITY + 1));
    step_behind(&urgent);
    assert_status(sim_status(last->context), TAY_EPEER);
    set_priority(last, INIT_PRIORITY);
    act(&scene.init);
    for (unsigned i = 0; i < CROWD - 1; i++) {
        assert_status(sim_status(caller[i].context), TAY_EPEER);
    }
}

/* ... nor does a server receive it meanwhile. */
static void test_no_call_of_an_older_session_is_received_after_renew(void **state)
{
    (void)state;
    struct actor caller[CROWD];
    struct actor urgent = begin_interrupted_renew(caller);
    assert_ok(tay_thread_set_priority(scene.server.thread, TAY_PRIORITY_MAX));
    step_behind(&urgent);
    assert_ptr_equal(sim_current(), scene.server.context);
    expect_nothing();
    for (unsigned i = 0; i < CROWD; i++) {
        assert_status(sim_status(caller[i].context), TAY_EPEER);
    }
}

/* Refuse: callers, queued and new, get PEER at once; it is reversible. */
static void test_refuse_turns_callers_away_until_it_is_taken_back(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, BADGE);
    assert_status(call_as(&scene.client, session, 1), SIM_BLOCKED);
    assert_status(send_as(&scene.other, scene.called, 2), SIM_BLOCKED);
    act(&scene.init);
    assert_ok(tay_endpoint_refuse(scene.endpoint, 1));
    assert_status(sim_status(scene.client.context), TAY_EPEER);
    assert_status(sim_status(scene.other.context), TAY_EPEER);
    assert_status(call_as(&scene.client, session, 1), TAY_EPEER);
    assert_status(call_as(&scene.client, scene.called, 1), TAY_EPEER);
    act(&scene.init);
    assert_ok(tay_endpoint_refuse(scene.endpoint, 1));
    assert_ok(tay_endpoint_refuse(scene.endpoint, 0));
    assert_call_reaches(&scene.client, session, BADGE);
    assert_call_reaches(&scene.other, scene.called, 0);
}

/* ... and the server still hears what the kernel says. */
static void test_a_refusing_endpoint_still_hears_of_closed_sessions(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, BADGE);
    act(&scene.init);
    assert_ok(tay_endpoint_refuse(scene.endpoint, 1));
    act(&scene.client);
    assert_ok(tay_cap_close(session));
    assert_true(expect(TAY_KIND_CLOSED).badge == BADGE);
}

/* A server ends one session by answering PEER to it: others go on, its closing tells nobody. */
static void test_a_server_ends_one_session_by_answering_peer(void **state)
{
    (void)state;
    tay_cap_t ended = open_session(&scene.client, 1);
    tay_cap_t kept = open_session(&scene.client, 2);
    struct actor second = make_thread(&scene.client, INIT_PRIORITY);
    assert_status(call_as(&scene.client, ended, 1), SIM_BLOCKED);
    assert_int_equal(expect(TAY_KIND_CALL).badge, 1);
    assert_status(call_as(&second, ended, 1), SIM_BLOCKED);
    assert_ok(answer_as(&scene.server, TAY_EPEER));
    assert_status(sim_status(scene.client.context), TAY_EPEER);
    assert_int_equal(result_of(&scene.client).info, 0);
    assert_status(sim_status(second.context), TAY_EPEER);
    assert_status(call_as(&scene.client, ended, 1), TAY_EPEER);
    assert_call_reaches(&scene.client, kept, 2);
    act(&scene.client);
    assert_ok(tay_cap_close(ended));
    expect_nothing();
}

/* ... also by a reply right, and by reply_recv. */
static void test_a_server_ends_a_session_by_a_put_aside_reply(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, 1);
    assert_status(call_as(&scene.client, session, 1), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    tay_cap_t reply = put_aside(0);
    assert_ok(send_as(&scene.server, reply, TAY_EPEER));
    assert_status(sim_status(scene.client.context), TAY_EPEER);
    assert_status(call_as(&scene.client, session, 1), TAY_EPEER);
}

/* PEER to a plain call ends nothing but the call. */
static void test_peer_to_a_plain_call_ends_nothing_else(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, 1);
    begin_call(0);
    assert_ok(answer_as(&scene.server, TAY_EPEER));
    assert_status(sim_status(scene.client.context), TAY_EPEER);
    assert_call_reaches(&scene.client, scene.called, 0);
    assert_call_reaches(&scene.client, session, 1);
}

/* The death of a server that minted closes nothing: its sessions wait for the next instance. */
static void test_sessions_outlive_the_server_that_minted_them(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, BADGE);
    kill_actor(&scene.server);
    scene.server = make_actor(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0);
    scene.served = give(&scene.server, scene.endpoint, TAY_RIGHT_RECEIVE);
    assert_call_reaches(&scene.client, session, BADGE);
}

/* Nobody can receive any more: sessions are of no use, and closing them costs nothing. */
static void test_sessions_of_an_endpoint_without_receivers(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, BADGE);
    init_close(scene.endpoint);
    kill_actor(&scene.server);
    assert_status(call_as(&scene.client, session, 0), TAY_EPEER);
    act(&scene.client);
    assert_ok(tay_cap_close(session));
}

static void test_sessions_of_a_destroyed_endpoint(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, BADGE);
    act(&scene.init);
    assert_ok(tay_object_destroy(scene.endpoint));
    assert_status(call_as(&scene.client, session, 0), TAY_EPEER);
    act(&scene.client);
    assert_true(is_handle(session));
    assert_ok(tay_cap_close(session));
}

/* The client that is being answered pays, so that clients cannot exhaust a server. */
static void test_a_session_is_paid_by_the_client_that_is_answered(void **state)
{
    (void)state;
    act(&scene.init);
    tay_cap_t account;
    assert_ok(tay_account_create(TAY_OWN_ACCOUNT, 64 * PAGE, &account));
    struct actor poor = make_actor(account, TAY_CAP_NULL, 0);
    tay_cap_t called = give(&poor, scene.endpoint, TAY_RIGHT_SEND);
    act(&poor);
    exhaust_account();
    act(&scene.init);
    size_t used = used_bytes(TAY_OWN_ACCOUNT);
    assert_status(call_as(&poor, called, 0), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    tay_cap_t session, reply;
    assert_no_trace(
        tay_session_mint(scene.served, 1, TAY_CALL_IN_HAND, TAY_MINT_CALLER_PAYS, &session),
        TAY_ENOMEM);
    assert_no_trace(tay_call_put_aside(TAY_CALL_IN_HAND, 1, &reply), TAY_ENOMEM);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), used);
    assert_ok(answer_as(&scene.server, TAY_ENOMEM));
    act(&poor);
    assert_status(sim_status(poor.context), TAY_ENOMEM);
}

static void test_a_session_charges_the_clients_account(void **state)
{
    (void)state;
    act(&scene.init);
    tay_cap_t account;
    assert_ok(tay_account_create(TAY_OWN_ACCOUNT, 64 * PAGE, &account));
    struct actor payer = make_actor(account, TAY_CAP_NULL, 0);
    tay_cap_t called = give(&payer, scene.endpoint, TAY_RIGHT_SEND);
    size_t own = used_bytes(TAY_OWN_ACCOUNT), before = used_bytes(account);
    assert_status(call_as(&payer, called, 0), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    tay_cap_t reply = put_aside(0);
    tay_cap_t session;
    act(&scene.server);
    assert_ok(tay_session_mint(scene.served, 1, reply, TAY_MINT_CALLER_PAYS, &session));
    act(&scene.init);
    assert_int_equal(used_bytes(account), before + 2 * PAGE);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), own);
    assert_ok(send_as(&scene.server, reply, TAY_OK));
    assert_ok(tay_cap_close(session));
    assert_int_equal(expect(TAY_KIND_CLOSED).badge, 1);
    act(&scene.init);
    assert_int_equal(used_bytes(account), before);
}

/* The account that paid is destroyed: what the server still holds works on, charged to its parent,
 * until it is gone. */
static void test_a_session_outlives_the_account_that_paid(void **state)
{
    (void)state;
    act(&scene.init);
    size_t frames = frame_free_count(), used = used_bytes(TAY_OWN_ACCOUNT);
    tay_cap_t account;
    assert_ok(tay_account_create(TAY_OWN_ACCOUNT, 64 * PAGE, &account));
    struct actor payer = make_actor(account, TAY_CAP_NULL, 0);
    tay_cap_t called = give(&payer, scene.endpoint, TAY_RIGHT_SEND);
    assert_status(call_as(&payer, called, 0), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    tay_cap_t session;
    assert_ok(tay_session_mint(scene.served, 9, TAY_CALL_IN_HAND, TAY_MINT_CALLER_PAYS, &session));
    tay_cap_t reply = put_aside(4);
    act(&scene.init);
    assert_ok(tay_object_destroy(account));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), used + 3 * PAGE); /* and itself */
    assert_int_equal(expect(TAY_KIND_ABANDONED).badge, 4);
    assert_status(send_as(&scene.server, reply, TAY_OK), TAY_EPEER);
    assert_ok(tay_cap_close(reply));
    assert_ok(tay_cap_close(session));
    assert_int_equal(expect(TAY_KIND_CLOSED).badge, 9);
    act(&scene.init);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), used);
    assert_int_equal(frame_free_count(), frames);
}

/* A session can be handed on, copied and narrowed as any capability; its badge goes along. */
static void test_a_session_is_handed_on_with_its_badge(void **state)
{
    (void)state;
    tay_word_t type, rights, badge;
    tay_cap_t taken, copy;
    tay_cap_t session = open_session(&scene.client, BADGE);
    act(&scene.init);
    assert_ok(tay_process_take(scene.client.process, session, &taken));
    assert_ok(tay_cap_query(taken, &type, &rights, &badge));
    assert_int_equal(type, TAY_OBJECT_session);
    tay_cap_t given = give(&scene.other, taken, TAY_RIGHT_SEND);
    assert_call_reaches(&scene.other, given, BADGE);
    act(&scene.client);
    assert_ok(tay_cap_copy(session, TAY_RIGHT_GRANT, &copy));
    struct tay_message message = {.info = 0};
    assert_no_trace(take(TAY_TRAP_CALL, copy, &message), TAY_ERIGHT);
    message = (struct tay_message){.info = 0};
    assert_no_trace(take(TAY_TRAP_RECV, session, &message), TAY_ETYPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_a_session_calls_with_its_badge),
        SCENE_TEST(test_a_call_by_the_endpoint_itself_has_no_badge),
        SCENE_TEST(test_closed_comes_once_when_the_last_capability_is_closed),
        SCENE_TEST(test_closed_wakes_a_server_that_waits),
        SCENE_TEST(test_closed_is_passed_to_a_more_important_server),
        SCENE_TEST(test_an_answer_with_a_session_passes_the_core_back),
        SCENE_TEST(test_closed_comes_once_when_the_last_process_exits),
        SCENE_TEST(test_copies_in_other_tables_are_the_same_session),
        SCENE_TEST(test_closed_comes_once_when_the_client_crashes),
        SCENE_TEST(test_closed_comes_once_when_the_session_is_destroyed),
        SCENE_TEST(test_each_session_is_closed_for_itself),
        SCENE_TEST(test_no_queued_call_comes_after_closed),
        SCENE_TEST(test_a_taken_call_outlives_its_session),
        SCENE_TEST(test_a_closed_session_answered_peer),
        SCENE_TEST(test_renew_ends_older_sessions),
        SCENE_TEST(test_renew_leaves_what_is_taken),
        SCENE_TEST(test_renew_in_steps),
        SCENE_TEST(test_renew_misses_nobody_who_moves_in_the_queue),
        SCENE_TEST(test_no_call_of_an_older_session_is_received_after_renew),
        SCENE_TEST(test_refuse_turns_callers_away_until_it_is_taken_back),
        SCENE_TEST(test_a_refusing_endpoint_still_hears_of_closed_sessions),
        SCENE_TEST(test_a_server_ends_one_session_by_answering_peer),
        SCENE_TEST(test_a_server_ends_a_session_by_a_put_aside_reply),
        SCENE_TEST(test_peer_to_a_plain_call_ends_nothing_else),
        SCENE_TEST(test_sessions_outlive_the_server_that_minted_them),
        SCENE_TEST(test_sessions_of_an_endpoint_without_receivers),
        SCENE_TEST(test_sessions_of_a_destroyed_endpoint),
        SCENE_TEST(test_a_session_is_paid_by_the_client_that_is_answered),
        SCENE_TEST(test_a_session_charges_the_clients_account),
        SCENE_TEST(test_a_session_outlives_the_account_that_paid),
        SCENE_TEST(test_a_session_is_handed_on_with_its_badge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
