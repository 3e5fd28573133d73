/* SPDX-License-Identifier: MIT */
/*
 * Capabilities in a message: moved unless copied, each with GRANT, room checked first.
 */
#include "scene.h"

#include <object/object.h>

#define CAP(n) ((tay_word_t)1 << (TAY_INFO_CAPS_SHIFT + (n)))

static tay_cap_t make_notification(const struct actor *actor)
{
    tay_cap_t notification;
    act(actor);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    return notification;
}

static tay_word_t rights_of(tay_cap_t handle)
{
    tay_word_t type, rights, badge;
    assert_ok(tay_cap_query(handle, &type, &rights, &badge));
    return rights;
}

/* The client calls with capabilities; what the trap says. */
static enum tay_status call_with(tay_word_t info, const tay_word_t *word)
{
    struct tay_message message = {.info = info};
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        message.word[n] = word[n];
    }
    act(&scene.client);
    return take(TAY_TRAP_CALL, scene.called, &message);
}

/* The server answers with capabilities. */
static enum tay_status answer_with(tay_word_t info, const tay_word_t *word)
{
    struct tay_message message = {.info = info};
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        message.word[n] = word[n];
    }
    act(&scene.server);
    return take(TAY_TRAP_SEND, TAY_CALL_IN_HAND, &message);
}

/* Capabilities in a message move: the sender has them no more, the receiver has them whole. */
static void test_capabilities_in_a_message_move(void **state)
{
    (void)state;
    tay_word_t word[TAY_WORDS] = {
        7, make_notification(&scene.client), 8, make_notification(&scene.client), 9, 10};
    assert_status(call_with(CAP(1) | CAP(3) | 5, word), SIM_BLOCKED);
    struct tay_message got = expect(TAY_KIND_CALL);
    assert_int_equal(got.info, CAP(1) | CAP(3) | 5);
    assert_int_equal(got.word[0], 7);
    assert_int_equal(got.word[2], 8);
    assert_int_equal(rights_of((tay_cap_t)got.word[1]),
                     object_type_rights(TAY_OBJECT_notification));
    assert_ok(tay_trap_notify((tay_cap_t)got.word[3], 2));
    assert_ok(answer_as(&scene.server, TAY_OK));
    act(&scene.client);
    assert_false(is_handle((tay_cap_t)word[1]));
    assert_false(is_handle((tay_cap_t)word[3]));
}

/* ... unless flag COPY. The receiver does not hear which it was. */
static void test_capabilities_are_copied_with_flag_copy(void **state)
{
    (void)state;
    tay_word_t bits = 0, word[TAY_WORDS] = {make_notification(&scene.client)};
    assert_status(call_with(CAP(0) | TAY_INFO_COPY, word), SIM_BLOCKED);
    struct tay_message got = expect(TAY_KIND_CALL);
    assert_int_equal(got.info, CAP(0));
    assert_ok(tay_trap_notify((tay_cap_t)got.word[0], 2));
    assert_ok(answer_as(&scene.server, TAY_OK));
    act(&scene.client);
    assert_ok(tay_trap_wait((tay_cap_t)word[0], 0, 0, &bits));
    assert_int_equal(bits, 2);
}

/* A copy is a child of the original: it has its rights, and revoking that closes it. */
static void test_a_copied_capability_is_a_child_of_its_original(void **state)
{
    (void)state;
    tay_word_t word[TAY_WORDS] = {make_notification(&scene.client)};
    assert_status(call_with(CAP(0) | TAY_INFO_COPY, word), SIM_BLOCKED);
    tay_cap_t copy = (tay_cap_t)expect(TAY_KIND_CALL).word[0];
    assert_ok(answer_as(&scene.server, TAY_OK));
    act(&scene.client);
    assert_ok(tay_cap_revoke((tay_cap_t)word[0]));
    act(&scene.server);
    assert_false(is_handle(copy));
}

/* Derivation is kept when moved: revoke reaches moved capabilities and what came from them. */
static void test_revoke_reaches_moved_capabilities(void **state)
{
    (void)state;
    tay_cap_t middle, leaf, below;
    tay_cap_t root = make_notification(&scene.client);
    assert_ok(tay_cap_copy(root, TAY_RIGHTS_ALL, &middle));
    assert_ok(tay_cap_copy(middle, TAY_RIGHTS_ALL, &leaf));
    tay_word_t word[TAY_WORDS] = {[5] = middle};
    assert_status(call_with(CAP(5), word), SIM_BLOCKED);
    tay_cap_t moved = (tay_cap_t)expect(TAY_KIND_CALL).word[5];
    assert_ok(tay_cap_copy(moved, TAY_RIGHT_SEND, &below));
    assert_ok(answer_as(&scene.server, TAY_OK));
    act(&scene.server);
    assert_ok(tay_cap_revoke(moved)); /* the leaf that stayed with the client is its child still */
    assert_true(is_handle(moved));
    assert_false(is_handle(below));
    act(&scene.client);
    assert_false(is_handle(leaf));
    assert_ok(tay_cap_revoke(root));
    assert_true(is_handle(root));
    act(&scene.server);
    assert_false(is_handle(moved));
}

/* Each needs GRANT. */
static void test_each_capability_needs_grant(void **state)
{
    (void)state;
    tay_cap_t kept;
    tay_cap_t free = make_notification(&scene.client);
    assert_ok(tay_cap_copy(free, TAY_RIGHTS_ALL & ~TAY_RIGHT_GRANT, &kept));
    tay_word_t word[TAY_WORDS] = {free, kept};
    assert_no_trace(call_with(CAP(0) | CAP(1), word), TAY_ERIGHT);
    assert_no_trace(call_with(CAP(0) | CAP(1) | TAY_INFO_COPY, word), TAY_ERIGHT);
    expect_nothing();
    begin_call(0);
    tay_word_t answered[TAY_WORDS] = {scene.served, 0};
    act(&scene.server);
    assert_ok(tay_cap_copy(scene.served, TAY_RIGHT_RECEIVE, &kept));
    answered[1] = kept;
    assert_no_trace(answer_with(CAP(0) | CAP(1), answered), TAY_ERIGHT);
    assert_true(is_blocked(&scene.client));
}

/* A word that is not a capability is refused: null, stale, or wider than a handle. */
static void test_each_capability_must_be_there(void **state)
{
    (void)state;
    tay_cap_t closed = make_notification(&scene.client);
    assert_ok(tay_cap_close(closed));
    tay_cap_t good = make_notification(&scene.client);
    const tay_word_t wrong[] = {TAY_CAP_NULL, closed, 0xfffff, good | (tay_word_t)1 << 40};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        tay_word_t word[TAY_WORDS] = {good, wrong[i]};
        assert_no_trace(call_with(CAP(0) | CAP(1), word), TAY_EHANDLE);
        assert_no_trace(call_with(CAP(0) | CAP(1) | TAY_INFO_COPY, word), TAY_EHANDLE);
    }
    assert_true(is_handle(good));
    expect_nothing();
}

/* The same handle twice cannot move; it can be copied twice. */
static void test_the_same_handle_twice(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification(&scene.client);
    tay_word_t word[TAY_WORDS] = {notification, 1, notification};
    assert_no_trace(call_with(CAP(0) | CAP(2), word), TAY_EHANDLE);
    assert_status(call_with(CAP(0) | CAP(2) | TAY_INFO_COPY, word), SIM_BLOCKED);
    struct tay_message got = expect(TAY_KIND_CALL);
    assert_int_not_equal(got.word[0], got.word[2]);
    assert_true(is_handle((tay_cap_t)got.word[0]));
    assert_true(is_handle((tay_cap_t)got.word[2]));
    /* A word with the same value that is no capability does not count. */
    assert_ok(answer_as(&scene.server, TAY_OK));
    assert_status(call_with(CAP(0), word), SIM_BLOCKED);
    got = expect(TAY_KIND_CALL);
    assert_int_equal(got.word[2], notification);
}

/* All six words may be capabilities; they arrive in their order. */
static void test_six_capabilities_keep_their_order(void **state)
{
    (void)state;
    tay_word_t bits, word[TAY_WORDS];
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        word[n] = make_notification(&scene.client);
        assert_ok(tay_trap_notify((tay_cap_t)word[n], 1u << n));
    }
    assert_status(call_with(TAY_INFO_CAPS_MASK, word), SIM_BLOCKED);
    struct tay_message got = expect(TAY_KIND_CALL);
    assert_int_equal(got.info, TAY_INFO_CAPS_MASK);
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        assert_ok(tay_trap_wait((tay_cap_t)got.word[n], 0, 0, &bits));
        assert_int_equal(bits, 1u << n);
    }
}

/* A call without room: the caller gets FULL, the server never sees it. */
static void test_a_call_without_room_is_full_and_never_seen(void **state)
{
    (void)state;
    act(&scene.server);
    fill_table_but(1);
    tay_word_t word[TAY_WORDS] = {make_notification(&scene.client),
                                  make_notification(&scene.client)};
    /* queued first: the receiver is known when it receives */
    assert_status(call_with(CAP(0) | CAP(1), word), SIM_BLOCKED);
    expect_nothing();
    assert_status(sim_status(scene.client.context), TAY_EFULL);
    assert_int_equal(result_of(&scene.client).info, 0);
    act(&scene.client);
    assert_true(is_handle((tay_cap_t)word[0]));
    /* the server waits already */
    struct tay_message message;
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    assert_no_trace(call_with(CAP(0) | CAP(1), word), TAY_EFULL);
    assert_no_trace(call_with(CAP(0) | CAP(1) | TAY_INFO_COPY, word), TAY_EFULL);
    assert_true(is_blocked(&scene.server));
    /* as many as fit */
    assert_status(call_with(CAP(0), word), SIM_BLOCKED);
    assert_int_equal(result_of(&scene.server).info, CAP(0));
}

/* The next one in the queue who fits comes in instead. */
static void test_a_call_without_room_lets_the_next_one_in(void **state)
{
    (void)state;
    act(&scene.server);
    fill_table_but(0);
    tay_word_t word[TAY_WORDS] = {make_notification(&scene.client)};
    assert_status(call_with(CAP(0), word), SIM_BLOCKED);
    assert_status(call_as(&scene.other, scene.called, 44), SIM_BLOCKED);
    assert_int_equal(expect(TAY_KIND_CALL).info, 44);
    assert_status(sim_status(scene.client.context), TAY_EFULL);
}

#define CROWD 20u

/* Many callers queue whose capabilities do not fit, and behind them one who has none. The server,
 * with a call in hand if asked, receives, which is interrupted after some of them. */
static struct actor begin_interrupted_receive(struct actor *caller, bool in_hand)
{
    struct tay_message message = {.info = in_hand ? TAY_ENOENT : 0};
    for (unsigned i = 0; i < CROWD; i++) {
        caller[i] = make_thread(&scene.client, INIT_PRIORITY);
    }
    if (in_hand) {
        begin_call(1);
    }
    act(&scene.server);
    fill_table_but(0);
    for (unsigned i = 0; i < CROWD; i++) {
        struct tay_message call = {.info = CAP(0), .word = {scene.called}};
        act(&caller[i]);
        assert_status(take(TAY_TRAP_CALL, scene.called, &call), SIM_BLOCKED);
    }
    assert_status(call_as(&scene.other, scene.called, 44), SIM_BLOCKED);
    struct actor urgent = make_urgent(&scene.server);
    unsigned trap = in_hand ? TAY_TRAP_REPLY_RECV : TAY_TRAP_RECV;
    assert_status(take(trap, scene.served, &message), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), urgent.context);
    assert_status(sim_status(caller[0].context), TAY_EFULL);
    assert_true(is_blocked(&caller[CROWD - 1]));
    return urgent;
}

/* ... and is preempted on the way: it goes on where it was, and answers once. */
static void test_many_calls_without_room_are_turned_away_in_steps(void **state)
{
    struct actor caller[CROWD];
    for (unsigned in_hand = 0; in_hand < 2; in_hand++) {
        scene_boot(state);
        struct actor urgent = begin_interrupted_receive(caller, in_hand != 0);
        step_behind(&urgent);
        act(&scene.server);
        assert_int_equal(result_of(&scene.server).info, 44);
        for (unsigned i = 0; i < CROWD; i++) {
            assert_status(sim_status(caller[i].context), TAY_EFULL);
        }
        assert_status(sim_status(scene.client.context), in_hand != 0 ? TAY_ENOENT : TAY_OK);
        assert_ok(answer_as(&scene.server, TAY_EIO));
        assert_status(sim_status(scene.other.context), TAY_EIO);
    }
}

/* Cancelled or interrupted on the way, it does not go on to wait. */
static void test_a_receive_in_steps_is_cancelled(void **state)
{
    struct actor caller[CROWD];
    for (unsigned interrupt = 0; interrupt < 2; interrupt++) {
        scene_boot(state);
        tay_cap_t area = give(&scene.server, scene.server.thread, TAY_RIGHT_MANAGE);
        act(&scene.server);
        assert_ok(tay_process_set_upcall(TAY_CAP_SELF, SIM_TEXT_UA));
        assert_ok(tay_thread_set_save_area(area, SIM_DATA_UA));
        struct actor urgent = begin_interrupted_receive(caller, false);
        assert_ok(tay_thread_cancel(scene.other.thread)); /* so that nothing is there to receive */
        assert_ok(interrupt != 0 ? tay_thread_interrupt(scene.server.thread, 1)
                                 : tay_thread_cancel(scene.server.thread));
        step_behind(&urgent);
        act(&scene.server);
        tay_word_t saved = TAY_ECANCELED;
        if (interrupt != 0) {
            assert_int_equal(scene.server.context->reg[0], 1);
            assert_true(sim_read(SIM_DATA_UA, &saved, sizeof saved));
        } else {
            assert_status(sim_status(scene.server.context), TAY_ECANCELED);
        }
        assert_int_equal(saved, TAY_ECANCELED);
    }
}

/* What was good when the call was queued may be gone when it is received. */
static void test_a_capability_that_was_closed_while_queued(void **state)
{
    (void)state;
    tay_word_t word[TAY_WORDS] = {make_notification(&scene.client)};
    struct actor second = make_thread(&scene.client, INIT_PRIORITY);
    assert_status(call_with(CAP(0), word), SIM_BLOCKED);
    act(&second);
    assert_ok(tay_cap_close((tay_cap_t)word[0]));
    expect_nothing();
    assert_status(sim_status(scene.client.context), TAY_EHANDLE);
    assert_int_equal(result_of(&scene.client).info, 0);
}

/* An answer brings capabilities, moved. */
static void test_capabilities_in_an_answer_move(void **state)
{
    (void)state;
    begin_call(0);
    tay_word_t word[TAY_WORDS] = {1, make_notification(&scene.server)};
    assert_ok(answer_with(CAP(1) | TAY_ENOENT, word));
    struct tay_message got = result_of(&scene.client);
    assert_int_equal(got.result, TAY_ENOENT);
    assert_int_equal(got.info, CAP(1));
    act(&scene.client);
    assert_true(is_handle((tay_cap_t)got.word[1]));
    act(&scene.server);
    assert_false(is_handle((tay_cap_t)word[1]));
}

/* An answer without room arrives without them, flag CAPS_LOST, and they are closed. */
static void test_an_answer_without_room_arrives_without_its_capabilities(void **state)
{
    (void)state;
    act(&scene.client);
    fill_table_but(1);
    begin_call(0);
    tay_word_t word[TAY_WORDS] = {make_notification(&scene.server), 55,
                                  make_notification(&scene.server)};
    unsigned used = slots_used();
    assert_ok(answer_with(CAP(0) | CAP(2), word));
    struct tay_message got = result_of(&scene.client);
    assert_int_equal(got.result, TAY_OK);
    assert_int_equal(got.info, TAY_INFO_CAPS_LOST);
    assert_int_equal(got.word[0], 0);
    assert_int_equal(got.word[1], 55);
    assert_int_equal(got.word[2], 0);
    assert_int_equal(slots_used(), used - 2);
    assert_false(is_handle((tay_cap_t)word[0]));
}

/* ... what would have been copied is not closed, the sender having meant to keep it. */
static void test_an_answer_without_room_keeps_what_it_would_have_copied(void **state)
{
    (void)state;
    act(&scene.client);
    fill_table_but(0);
    begin_call(0);
    tay_word_t word[TAY_WORDS] = {make_notification(&scene.server)};
    assert_ok(answer_with(CAP(0) | TAY_INFO_COPY, word));
    assert_int_equal(result_of(&scene.client).info, TAY_INFO_CAPS_LOST);
    assert_true(is_handle((tay_cap_t)word[0]));
}

/* ... also by a reply right. Closing may end objects: a session's server hears of it. */
static void test_a_lost_session_is_closed(void **state)
{
    (void)state;
    act(&scene.client);
    fill_table_but(0);
    begin_call(0);
    tay_cap_t session, reply = put_aside(1);
    assert_ok(tay_session_mint(scene.served, 8, TAY_OWN_ACCOUNT, 0, &session));
    struct tay_message message = {.info = CAP(0), .word = {session}};
    assert_ok(take(TAY_TRAP_SEND, reply, &message));
    assert_int_equal(result_of(&scene.client).info, TAY_INFO_CAPS_LOST);
    assert_int_equal(expect(TAY_KIND_CLOSED).badge, 8);
}

/* A server whose answer carries away its last capability to receive, by reply_recv. */
static void test_an_answer_that_gives_the_endpoint_away(void **state)
{
    (void)state;
    begin_call(0);
    init_close(scene.endpoint);
    struct tay_message message = {.info = CAP(0), .word = {scene.served}};
    act(&scene.server);
    assert_status(take(TAY_TRAP_REPLY_RECV, scene.served, &message), SIM_BLOCKED);
    tay_cap_t got = (tay_cap_t)result_of(&scene.client).word[0];
    assert_status(call_as(&scene.other, scene.called, 3), SIM_BLOCKED);
    assert_int_equal(result_of(&scene.server).info, 3); /* it was receiving before it was moved */
    act(&scene.client);
    assert_true(is_handle(got));
}

/* The answer's own loss of the endpoint: it is closed for want of room, and the server's wait ends.
 */
static void test_an_answer_that_loses_the_endpoint(void **state)
{
    (void)state;
    act(&scene.client);
    fill_table_but(0);
    begin_call(0);
    init_close(scene.endpoint);
    struct tay_message message = {.info = CAP(0), .word = {scene.served}};
    act(&scene.server);
    enum tay_status status = take(TAY_TRAP_REPLY_RECV, scene.served, &message);
    assert_int_equal(result_of(&scene.client).info, TAY_INFO_CAPS_LOST);
    assert_true(status == TAY_EPEER || sim_status(scene.server.context) == TAY_EPEER);
    assert_status(call_as(&scene.other, scene.called, 3), TAY_EPEER);
}

/* A reply right in the very answer that uses it up. */
static void test_a_reply_that_is_sent_in_its_own_answer(void **state)
{
    (void)state;
    begin_call(0);
    tay_cap_t reply = put_aside(1);
    struct tay_message message = {.info = CAP(0), .word = {reply}};
    act(&scene.server);
    assert_ok(take(TAY_TRAP_SEND, reply, &message));
    assert_ok(sim_status(scene.client.context));
    act(&scene.client);
    assert_false(is_handle((tay_cap_t)result_of(&scene.client).word[0]));
    expect_nothing();
}

/* A session moved in a call on itself: it is the last capability, and lives on in the server. */
static void test_a_session_that_is_sent_by_itself(void **state)
{
    (void)state;
    tay_cap_t session = open_session(&scene.client, 5);
    struct tay_message message = {.info = CAP(0), .word = {session}};
    act(&scene.client);
    assert_status(take(TAY_TRAP_CALL, session, &message), SIM_BLOCKED);
    struct tay_message got = expect(TAY_KIND_CALL);
    assert_int_equal(got.badge, 5);
    assert_ok(answer_as(&scene.server, TAY_OK));
    assert_ok(tay_cap_close((tay_cap_t)got.word[0]));
    assert_int_equal(expect(TAY_KIND_CLOSED).badge, 5);
}

/* Capabilities in a message that wants no answer move when it is received. */
static void test_capabilities_in_a_send_move_when_it_is_received(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification(&scene.client);
    struct actor second = make_thread(&scene.client, INIT_PRIORITY);
    struct tay_message message = {.info = CAP(0), .word = {notification}};
    act(&scene.client);
    assert_status(take(TAY_TRAP_SEND, scene.called, &message), SIM_BLOCKED);
    act(&second);
    assert_true(is_handle(notification));
    struct tay_message got = expect(TAY_KIND_SEND);
    assert_true(is_handle((tay_cap_t)got.word[0]));
    act(&second);
    assert_false(is_handle(notification));
}

/* Between threads of one process a capability moves to another handle of the same table. */
static void test_a_capability_that_moves_within_a_process(void **state)
{
    (void)state;
    struct actor second = make_thread(&scene.server, INIT_PRIORITY);
    tay_cap_t called = give(&scene.server, scene.endpoint, TAY_RIGHT_SEND);
    tay_cap_t notification = make_notification(&second);
    struct tay_message message = {.info = CAP(0), .word = {notification}};
    assert_status(take(TAY_TRAP_CALL, called, &message), SIM_BLOCKED);
    struct tay_message got = expect(TAY_KIND_CALL);
    assert_false(is_handle(notification));
    assert_true(is_handle((tay_cap_t)got.word[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_capabilities_in_a_message_move),
        SCENE_TEST(test_capabilities_are_copied_with_flag_copy),
        SCENE_TEST(test_a_copied_capability_is_a_child_of_its_original),
        SCENE_TEST(test_revoke_reaches_moved_capabilities),
        SCENE_TEST(test_each_capability_needs_grant),
        SCENE_TEST(test_each_capability_must_be_there),
        SCENE_TEST(test_the_same_handle_twice),
        SCENE_TEST(test_six_capabilities_keep_their_order),
        SCENE_TEST(test_a_call_without_room_is_full_and_never_seen),
        SCENE_TEST(test_a_call_without_room_lets_the_next_one_in),
        SCENE_TEST(test_many_calls_without_room_are_turned_away_in_steps),
        SCENE_TEST(test_a_receive_in_steps_is_cancelled),
        SCENE_TEST(test_a_capability_that_was_closed_while_queued),
        SCENE_TEST(test_capabilities_in_an_answer_move),
        SCENE_TEST(test_an_answer_without_room_arrives_without_its_capabilities),
        SCENE_TEST(test_an_answer_without_room_keeps_what_it_would_have_copied),
        SCENE_TEST(test_a_lost_session_is_closed),
        SCENE_TEST(test_an_answer_that_gives_the_endpoint_away),
        SCENE_TEST(test_an_answer_that_loses_the_endpoint),
        SCENE_TEST(test_a_reply_that_is_sent_in_its_own_answer),
        SCENE_TEST(test_a_session_that_is_sent_by_itself),
        SCENE_TEST(test_capabilities_in_a_send_move_when_it_is_received),
        SCENE_TEST(test_a_capability_that_moves_within_a_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
