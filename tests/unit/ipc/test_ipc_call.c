/* SPDX-License-Identifier: MIT */
/*
 * The life of a call: queued, taken, or put aside; it ends once. Each test is a sentence of it.
 */
#include "scene.h"

/* The three places where a call can stand. */
enum stage {
    QUEUED,
    TAKEN,
    ASIDE,
    STAGES,
};

static tay_cap_t reply; /* of the call put aside */

static void bring_to(enum stage stage, tay_word_t info, tay_time_t deadline)
{
    struct tay_message message = {.info = info, .badge = deadline};
    act(&scene.client);
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    if (stage != QUEUED) {
        expect(TAY_KIND_CALL);
    }
    if (stage == ASIDE) {
        reply = put_aside(77);
    }
    assert_true(is_blocked(&scene.client));
}

/* How the client's call ended: with SEEN if the server had taken it, with nothing else. */
static void assert_ended(enum stage stage, enum tay_status status)
{
    struct tay_message got = result_of(&scene.client);
    assert_int_equal(got.result, status);
    assert_int_equal(got.info, stage == QUEUED ? 0 : TAY_INFO_SEEN);
}

/* What the server finds afterwards: PEER for its later answer, or the message that it was
 * abandoned, once. */
static void assert_server_hears(enum stage stage, bool abandoned)
{
    if (stage == TAKEN) {
        assert_status(answer_as(&scene.server, TAY_OK), TAY_EPEER);
        assert_status(answer_as(&scene.server, TAY_OK), TAY_ESTATE);
    } else if (stage == ASIDE) {
        if (abandoned) {
            struct tay_message got = expect(TAY_KIND_ABANDONED);
            assert_int_equal(got.badge, 77);
        }
        assert_status(send_as(&scene.server, reply, TAY_OK), TAY_EPEER);
        assert_ok(tay_cap_close(reply));
    }
    expect_nothing();
}

/* The next call of the same client is a new one. */
static void assert_next_call_works(void)
{
    begin_call(4);
    assert_ok(answer_as(&scene.server, TAY_ENOENT));
    assert_status(sim_status(scene.client.context), TAY_ENOENT);
    assert_int_equal(result_of(&scene.client).info, 0);
}

static void test_it_ends_once_by_answer(void **state)
{
    (void)state;
    bring_to(TAKEN, 0, 0);
    assert_ok(answer_as(&scene.server, TAY_EIO));
    assert_int_equal(result_of(&scene.client).result, TAY_EIO);
    assert_status(answer_as(&scene.server, TAY_OK), TAY_ESTATE);
    assert_status(sim_status(scene.client.context), TAY_EIO);
    assert_next_call_works();
}

static void test_it_ends_once_by_answer_to_a_reply(void **state)
{
    (void)state;
    bring_to(ASIDE, 0, 0);
    assert_ok(send_as(&scene.server, reply, TAY_EIO));
    assert_int_equal(result_of(&scene.client).result, TAY_EIO);
    assert_status(send_as(&scene.server, reply, TAY_OK), TAY_EHANDLE);
    assert_next_call_works();
}

/* By deadline (one, absolute, for the whole call): queued, taken and aside alike. */
static void test_it_ends_once_by_deadline(void **state)
{
    (void)state;
    for (enum stage stage = QUEUED; stage < STAGES; stage++) {
        tay_time_t deadline = sim_now() + 100 * NS_PER_MS;
        bring_to(stage, TAY_INFO_DEADLINE, deadline);
        sim_advance(deadline - 1 - sim_now());
        assert_true(is_blocked(&scene.client));
        sim_advance(1);
        assert_false(is_blocked(&scene.client));
        assert_ended(stage, TAY_ETIMEDOUT);
        assert_server_hears(stage, true);
        assert_next_call_works();
    }
}

static void test_a_deadline_in_the_past_sends_nothing(void **state)
{
    (void)state;
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = 0};
    act(&scene.client);
    assert_no_trace(take(TAY_TRAP_CALL, scene.called, &message), TAY_ETIMEDOUT);
    assert_int_equal(message.info, 0);
    message = (struct tay_message){.info = TAY_INFO_DEADLINE, .badge = 0};
    assert_no_trace(take(TAY_TRAP_SEND, scene.called, &message), TAY_ETIMEDOUT);
    expect_nothing();
}

/* An answer in time disarms the deadline. */
static void test_an_answered_call_has_no_deadline_any_more(void **state)
{
    (void)state;
    tay_time_t deadline = sim_now() + 50 * NS_PER_MS;
    bring_to(TAKEN, TAY_INFO_DEADLINE, deadline);
    assert_ok(answer_as(&scene.server, TAY_OK));
    assert_status(sim_status(scene.client.context), TAY_OK);
    bring_to(TAKEN, 0, 0);
    sim_advance(200 * NS_PER_MS);
    assert_true(is_blocked(&scene.client));
    assert_ok(answer_as(&scene.server, TAY_OK));
}

static void test_it_ends_once_by_cancel(void **state)
{
    (void)state;
    for (enum stage stage = QUEUED; stage < STAGES; stage++) {
        bring_to(stage, 0, 0);
        act(&scene.init);
        assert_ok(tay_thread_cancel(scene.client.thread));
        assert_false(is_blocked(&scene.client));
        assert_ended(stage, TAY_ECANCELED);
        assert_server_hears(stage, true);
        assert_next_call_works();
    }
}

/* By the caller's death: lending stops and the server's later answer returns PEER. */
static void test_it_ends_once_by_the_callers_death(void **state)
{
    for (enum stage stage = QUEUED; stage < STAGES; stage++) {
        scene_boot(state);
        bring_to(stage, 0, 0);
        kill_actor(&scene.client);
        assert_server_hears(stage, true);
    }
}

static void test_it_ends_once_by_the_calling_threads_death(void **state)
{
    for (enum stage stage = QUEUED; stage < STAGES; stage++) {
        scene_boot(state);
        bring_to(stage, 0, 0);
        act(&scene.init);
        assert_ok(tay_object_destroy(scene.client.thread));
        assert_true(is_gone(&scene.client));
        assert_server_hears(stage, true);
    }
}

/* By the server's death, whose endpoint somebody else keeps: what was only queued waits on. */
static void test_it_ends_once_by_the_servers_death(void **state)
{
    for (enum stage stage = QUEUED; stage < STAGES; stage++) {
        scene_boot(state);
        bring_to(stage, 0, 0);
        kill_actor(&scene.server);
        assert_int_equal(is_blocked(&scene.client), stage == QUEUED);
        if (stage != QUEUED) {
            assert_ended(stage, TAY_EPEER);
        }
    }
}

/* Nobody is left to receive: also who queues gets PEER. */
static void test_it_ends_once_by_the_death_of_the_only_server(void **state)
{
    for (enum stage stage = QUEUED; stage < STAGES; stage++) {
        scene_boot(state);
        bring_to(stage, 0, 0);
        tay_cap_t manage;
        act(&scene.init);
        assert_ok(tay_cap_copy(scene.endpoint, TAY_RIGHT_MANAGE, &manage));
        init_close(scene.endpoint);
        assert_true(is_blocked(&scene.client));
        kill_actor(&scene.server);
        assert_ended(stage, TAY_EPEER);
        assert_status(call_as(&scene.client, scene.called, 0), TAY_EPEER);
    }
}

static void test_it_ends_once_by_the_serving_threads_death(void **state)
{
    (void)state;
    bring_to(TAKEN, 0, 0);
    act(&scene.init);
    assert_ok(tay_object_destroy(scene.server.thread));
    assert_ended(TAKEN, TAY_EPEER);
}

/* Closing a reply right, or its holder's death, gives the caller PEER. */
static void test_it_ends_once_by_loss_of_the_reply_right(void **state)
{
    (void)state;
    bring_to(ASIDE, 0, 0);
    act(&scene.server);
    assert_ok(tay_cap_close(reply));
    assert_ended(ASIDE, TAY_EPEER);
    expect_nothing();
    bring_to(ASIDE, 0, 0);
    act(&scene.server);
    assert_ok(tay_object_destroy(reply));
    assert_ended(ASIDE, TAY_EPEER);
    expect_nothing();
    assert_next_call_works();
}

/* A reply right can be moved: whoever has it answers. */
static void test_a_reply_right_can_be_moved(void **state)
{
    (void)state;
    bring_to(ASIDE, 0, 0);
    tay_cap_t second;
    act(&scene.other);
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &second));
    /* other is a server, too, and the server its client */
    tay_cap_t taken;
    act(&scene.init);
    assert_ok(tay_process_take(scene.other.process, second, &taken));
    tay_cap_t helper = give(&scene.server, taken, TAY_RIGHT_SEND);
    struct tay_message message = {.info = 1u << (TAY_INFO_CAPS_SHIFT + 3), .word = {[3] = reply}};
    act(&scene.server);
    assert_status(take(TAY_TRAP_SEND, helper, &message), SIM_BLOCKED);
    assert_ok(receive_as(&scene.other, second, &message));
    assert_ok(sim_status(scene.server.context));
    tay_cap_t moved = (tay_cap_t)message.word[3];
    act(&scene.server);
    assert_false(is_handle(reply));
    assert_true(is_blocked(&scene.client));
    assert_ok(send_as(&scene.other, moved, TAY_EIO));
    assert_status(sim_status(scene.client.context), TAY_EIO);
}

static void test_the_death_of_a_moved_replys_holder_ends_the_call(void **state)
{
    (void)state;
    bring_to(ASIDE, 0, 0);
    tay_cap_t second, taken;
    act(&scene.other);
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &second));
    act(&scene.init);
    assert_ok(tay_process_take(scene.other.process, second, &taken));
    tay_cap_t helper = give(&scene.server, taken, TAY_RIGHT_SEND);
    struct tay_message message = {.info = 1u << TAY_INFO_CAPS_SHIFT, .word = {reply}};
    act(&scene.server);
    assert_status(take(TAY_TRAP_SEND, helper, &message), SIM_BLOCKED);
    assert_ok(receive_as(&scene.other, second, &message));
    kill_actor(&scene.other);
    assert_ended(ASIDE, TAY_EPEER);
}

/* ... not copied: by no operation, and by no message. */
static void test_a_reply_right_cannot_be_copied(void **state)
{
    (void)state;
    bring_to(ASIDE, 0, 0);
    tay_cap_t copy;
    tay_word_t given;
    act(&scene.server);
    assert_no_trace(tay_cap_copy(reply, TAY_RIGHTS_ALL, &copy), TAY_ETYPE);
    assert_no_trace(tay_process_give(TAY_CAP_SELF, reply, TAY_RIGHTS_ALL, &given), TAY_ETYPE);
    act(&scene.init);
    assert_no_trace(tay_process_take(scene.server.process, reply, &copy), TAY_ETYPE);
    tay_cap_t helper = give(&scene.server, scene.endpoint, TAY_RIGHT_SEND);
    struct tay_message message = {.info = TAY_INFO_COPY | 1u << TAY_INFO_CAPS_SHIFT,
                                  .word = {reply}};
    act(&scene.server);
    assert_no_trace(take(TAY_TRAP_SEND, helper, &message), TAY_ETYPE);
    assert_true(is_blocked(&scene.client));
    assert_ok(send_as(&scene.server, reply, TAY_OK));
}

/* The server's later answer or copy returns PEER. */
static void test_a_later_copy_returns_peer(void **state)
{
    (void)state;
    size_t done = 0;
    const tay_word_t lends = TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE;
    for (enum stage stage = TAKEN; stage < STAGES; stage++) {
        bring_to(stage, lends, 0);
        act(&scene.init);
        assert_ok(tay_thread_cancel(scene.client.thread));
        tay_cap_t call = stage == TAKEN ? TAY_CALL_IN_HAND : reply;
        act(&scene.server);
        assert_no_trace(tay_caller_read(call, 0, sim_pointer(SIM_DATA_UA), 8, &done), TAY_EPEER);
        assert_no_trace(tay_caller_write(call, 0, sim_pointer(SIM_DATA_UA), 8, &done), TAY_EPEER);
        assert_server_hears(stage, true);
    }
}

/* ... so does a later reply_recv, which then does not receive, and a later put_aside. */
static void test_a_later_reply_recv_returns_peer(void **state)
{
    (void)state;
    tay_cap_t unused;
    bring_to(TAKEN, 0, 0);
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.client.thread));
    act(&scene.server);
    assert_no_trace(tay_call_put_aside(TAY_CALL_IN_HAND, 0, &unused), TAY_EPEER);
    struct tay_message message = {.info = TAY_OK};
    assert_status(take(TAY_TRAP_REPLY_RECV, scene.served, &message), TAY_EPEER);
    message = (struct tay_message){.info = TAY_OK};
    assert_no_trace(take(TAY_TRAP_REPLY_RECV, scene.served, &message), TAY_ESTATE);
}

/* A server that lost its caller may simply receive again. */
static void test_recv_after_the_call_has_ended(void **state)
{
    (void)state;
    bring_to(TAKEN, 0, 0);
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.client.thread));
    expect_nothing();
    assert_status(answer_as(&scene.server, TAY_OK), TAY_ESTATE);
}

/* recv with an unanswered call in hand is STATE. */
static void test_recv_with_an_unanswered_call_in_hand_is_state(void **state)
{
    (void)state;
    struct tay_message message;
    bring_to(TAKEN, 0, 0);
    assert_no_trace(receive_as(&scene.server, scene.served, &message), TAY_ESTATE);
    put_aside(1);
    expect_nothing();
}

/* send on a reply answers it: words, status, and the caller runs. */
static void test_send_on_a_reply_answers_it(void **state)
{
    (void)state;
    bring_to(ASIDE, 0, 0);
    unsigned used = (act(&scene.server), slots_used());
    struct tay_message message = {.info = TAY_ENOENT, .word = {1, 2, 3, 4, 5, 6}};
    assert_ok(take(TAY_TRAP_SEND, reply, &message));
    struct tay_message got = result_of(&scene.client);
    assert_int_equal(got.result, TAY_ENOENT);
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        assert_int_equal(got.word[n], n + 1);
    }
    assert_int_equal(slots_used(), used - 1);
    expect_nothing();
}

/* Several calls are put aside at a time, and answered in any order. */
static void test_put_aside_calls_are_answered_in_any_order(void **state)
{
    (void)state;
    begin_call(1);
    tay_cap_t first = put_aside(1);
    assert_status(call_as(&scene.other, scene.called, 2), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    tay_cap_t second = put_aside(2);
    assert_ok(send_as(&scene.server, second, TAY_EIO));
    assert_status(sim_status(scene.other.context), TAY_EIO);
    assert_true(is_blocked(&scene.client));
    assert_ok(send_as(&scene.server, first, TAY_ENOENT));
    assert_status(sim_status(scene.client.context), TAY_ENOENT);
}

/* A reply that is refused answers nothing: it stays. */
static void test_a_wrong_answer_to_a_reply_leaves_it(void **state)
{
    (void)state;
    bring_to(ASIDE, 0, 0);
    assert_no_trace(send_as(&scene.server, reply, TAY_STATUS_COUNT), TAY_EINVAL);
    assert_no_trace(send_as(&scene.server, reply, TAY_INFO_DEADLINE), TAY_EINVAL);
    assert_no_trace(send_as(&scene.server, reply, 1u << TAY_INFO_CAPS_SHIFT), TAY_EHANDLE);
    assert_true(is_blocked(&scene.client));
    assert_ok(send_as(&scene.server, reply, TAY_OK));
    assert_status(sim_status(scene.client.context), TAY_OK);
}

/* send on an endpoint blocks until received. */
static void test_send_on_an_endpoint_blocks_until_received(void **state)
{
    (void)state;
    assert_status(send_as(&scene.client, scene.called, 9), SIM_BLOCKED);
    assert_true(is_blocked(&scene.client));
    expect(TAY_KIND_SEND);
    assert_false(is_blocked(&scene.client));
    assert_ok(sim_status(scene.client.context));
    /* It is no call: nothing is in hand. */
    assert_status(answer_as(&scene.server, TAY_OK), TAY_ESTATE);
    expect_nothing();
}

static void test_a_send_ends_by_deadline_cancel_or_death(void **state)
{
    (void)state;
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = 30 * NS_PER_MS};
    act(&scene.client);
    assert_status(take(TAY_TRAP_SEND, scene.called, &message), SIM_BLOCKED);
    sim_advance(30 * NS_PER_MS - sim_now());
    assert_ended(QUEUED, TAY_ETIMEDOUT);
    assert_status(send_as(&scene.client, scene.called, 0), SIM_BLOCKED);
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.client.thread));
    assert_ended(QUEUED, TAY_ECANCELED);
    assert_status(send_as(&scene.client, scene.called, 0), SIM_BLOCKED);
    kill_actor(&scene.client);
    expect_nothing();
}

static tay_cap_t notification_of(const struct actor *actor)
{
    tay_cap_t notification;
    act(actor);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    return notification;
}

static void cancel_client(void)
{
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.client.thread));
    act(&scene.client);
}

/* Cancelling a thread that is not blocked is remembered for its next blocking operation. */
static void test_cancel_is_remembered_for_the_next_blocking_operation(void **state)
{
    (void)state;
    tay_word_t bits = 0;
    tay_cap_t notification = notification_of(&scene.client);
    cancel_client();
    /* Neither of these blocks. */
    assert_ok(tay_trap_notify(notification, 5));
    assert_ok(tay_trap_wait(notification, 0, 0, &bits));
    assert_true(is_handle(notification));
    assert_status(tay_trap_wait(notification, 0, 0, &bits), TAY_ECANCELED);
    cancel_client();
    assert_status(call_as(&scene.client, scene.called, 0), TAY_ECANCELED);
    assert_int_equal(result_of(&scene.client).info, 0);
    cancel_client();
    assert_status(send_as(&scene.client, scene.called, 0), TAY_ECANCELED);
    cancel_client();
    cancel_client(); /* once or twice is the same */
    struct tay_message message;
    tay_cap_t own;
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &own));
    assert_status(receive_as(&scene.client, own, &message), TAY_ECANCELED);
    assert_status(receive_as(&scene.client, own, &message), SIM_BLOCKED);
}

static void test_a_cancelled_operation_leaves_nothing_behind(void **state)
{
    (void)state;
    act(&scene.client);
    uint64_t before = kernel_state_hash();
    cancel_client();
    assert_status(call_as(&scene.client, scene.called, 0), TAY_ECANCELED);
    assert_true(kernel_state_hash() == before);
    expect_nothing();
}

static void test_cancel_ends_a_wait_and_a_receive(void **state)
{
    (void)state;
    tay_word_t bits;
    tay_cap_t notification = notification_of(&scene.client);
    assert_status(tay_trap_wait(notification, 0, 0, &bits), SIM_BLOCKED);
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.client.thread));
    assert_status(sim_status(scene.client.context), TAY_ECANCELED);
    struct tay_message message;
    assert_status(receive_as(&scene.server, scene.served, &message), SIM_BLOCKED);
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.server.thread));
    assert_status(sim_status(scene.server.context), TAY_ECANCELED);
}

/* A thread may cancel itself; a stopped one begins cancelled. */
static void test_cancel_of_oneself(void **state)
{
    (void)state;
    tay_word_t bits;
    tay_cap_t notification = notification_of(&scene.init);
    assert_ok(tay_thread_cancel(scene.init.thread));
    assert_status(tay_trap_wait(notification, 0, 0, &bits), TAY_ECANCELED);
}

/* Two threads of one process may serve and be served by each other. */
static void test_a_call_within_a_process(void **state)
{
    (void)state;
    struct actor second = make_thread(&scene.server, INIT_PRIORITY);
    tay_cap_t called = give(&scene.server, scene.endpoint, TAY_RIGHT_SEND);
    assert_status(call_as(&second, called, 6), SIM_BLOCKED);
    assert_int_equal(expect(TAY_KIND_CALL).info, 6);
    assert_ok(answer_as(&scene.server, TAY_OK));
    assert_ok(sim_status(second.context));
}

/* Who calls what it serves itself waits for ever, but for its deadline. */
static void test_a_server_that_calls_itself(void **state)
{
    (void)state;
    tay_cap_t called = give(&scene.server, scene.endpoint, TAY_RIGHT_SEND);
    begin_call(0);
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + NS_PER_MS};
    act(&scene.server);
    assert_status(take(TAY_TRAP_CALL, called, &message), SIM_BLOCKED);
    sim_advance(NS_PER_MS);
    assert_status(sim_status(scene.server.context), TAY_ETIMEDOUT);
    assert_ok(answer_as(&scene.server, TAY_OK));
    assert_ok(sim_status(scene.client.context));
}

/* A server may call others while it has a call in hand. */
static void test_a_server_calls_on(void **state)
{
    (void)state;
    tay_cap_t second, taken;
    act(&scene.other);
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &second));
    act(&scene.init);
    assert_ok(tay_process_take(scene.other.process, second, &taken));
    tay_cap_t onward = give(&scene.server, taken, TAY_RIGHT_SEND);
    begin_call(0);
    assert_status(call_as(&scene.server, onward, 8), SIM_BLOCKED);
    struct tay_message message;
    assert_ok(receive_as(&scene.other, second, &message));
    assert_ok(answer_as(&scene.other, TAY_ENOENT));
    assert_status(sim_status(scene.server.context), TAY_ENOENT);
    assert_ok(answer_as(&scene.server, TAY_EIO));
    assert_status(sim_status(scene.client.context), TAY_EIO);
}

/* The client gives up while its server calls on: the server's own call goes on. */
static void test_a_deadline_of_the_first_call_leaves_the_second(void **state)
{
    (void)state;
    tay_cap_t second, taken;
    act(&scene.other);
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &second));
    act(&scene.init);
    assert_ok(tay_process_take(scene.other.process, second, &taken));
    tay_cap_t onward = give(&scene.server, taken, TAY_RIGHT_SEND);
    bring_to(TAKEN, TAY_INFO_DEADLINE, sim_now() + NS_PER_MS);
    assert_status(call_as(&scene.server, onward, 8), SIM_BLOCKED);
    sim_advance(NS_PER_MS);
    assert_ended(TAKEN, TAY_ETIMEDOUT);
    assert_true(is_blocked(&scene.server));
    struct tay_message message;
    assert_ok(receive_as(&scene.other, second, &message));
    assert_ok(answer_as(&scene.other, TAY_OK));
    assert_ok(sim_status(scene.server.context));
    assert_server_hears(TAKEN, false);
}

/* reply_recv answers, then receives, with a deadline that is the receive's own. */
static void test_reply_recv_answers_then_receives(void **state)
{
    (void)state;
    begin_call(1);
    assert_status(call_as(&scene.other, scene.called, 2), SIM_BLOCKED);
    struct tay_message message = {.info = TAY_EIO};
    act(&scene.server);
    assert_ok(take(TAY_TRAP_REPLY_RECV, scene.served, &message));
    assert_int_equal(tay_message_kind(&message), TAY_KIND_CALL);
    assert_int_equal(message.info, 2);
    assert_status(sim_status(scene.client.context), TAY_EIO);
    message =
        (struct tay_message){.info = TAY_OK | TAY_INFO_DEADLINE, .badge = sim_now() + NS_PER_MS};
    assert_status(take(TAY_TRAP_REPLY_RECV, scene.served, &message), SIM_BLOCKED);
    assert_ok(sim_status(scene.other.context));
    sim_advance(NS_PER_MS);
    assert_status(sim_status(scene.server.context), TAY_ETIMEDOUT);
}

/* Destroying the endpoint ends what is queued; what is taken is the server's to answer. */
static void test_destroying_the_endpoint(void **state)
{
    for (enum stage stage = QUEUED; stage < STAGES; stage++) {
        scene_boot(state);
        bring_to(stage, 0, 0);
        act(&scene.init);
        assert_ok(tay_object_destroy(scene.endpoint));
        if (stage == QUEUED) {
            assert_ended(stage, TAY_EPEER);
        } else {
            tay_cap_t call = stage == TAKEN ? TAY_CALL_IN_HAND : reply;
            assert_true(is_blocked(&scene.client));
            assert_ok(send_as(&scene.server, call, TAY_ENOENT));
            assert_status(sim_status(scene.client.context), TAY_ENOENT);
        }
        assert_status(call_as(&scene.client, scene.called, 0), TAY_EHANDLE);
    }
}

/* An abandoned call of a destroyed endpoint tells nobody. */
static void test_an_abandoned_call_of_a_dead_endpoint(void **state)
{
    (void)state;
    bring_to(ASIDE, 0, 0);
    act(&scene.init);
    assert_ok(tay_object_destroy(scene.endpoint));
    assert_ok(tay_thread_cancel(scene.client.thread));
    assert_ended(ASIDE, TAY_ECANCELED);
    assert_status(send_as(&scene.server, reply, TAY_OK), TAY_EPEER);
    assert_ok(tay_cap_close(reply));
}

/* The abandoned message is there even if the reply is closed before it is received. */
static void test_an_abandoned_message_outlives_its_reply(void **state)
{
    (void)state;
    bring_to(ASIDE, 0, 0);
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.client.thread));
    act(&scene.server);
    assert_ok(tay_cap_close(reply));
    assert_int_equal(expect(TAY_KIND_ABANDONED).badge, 77);
    expect_nothing();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_it_ends_once_by_answer),
        SCENE_TEST(test_it_ends_once_by_answer_to_a_reply),
        SCENE_TEST(test_it_ends_once_by_deadline),
        SCENE_TEST(test_a_deadline_in_the_past_sends_nothing),
        SCENE_TEST(test_an_answered_call_has_no_deadline_any_more),
        SCENE_TEST(test_it_ends_once_by_cancel),
        SCENE_TEST(test_it_ends_once_by_the_callers_death),
        SCENE_TEST(test_it_ends_once_by_the_calling_threads_death),
        SCENE_TEST(test_it_ends_once_by_the_servers_death),
        SCENE_TEST(test_it_ends_once_by_the_death_of_the_only_server),
        SCENE_TEST(test_it_ends_once_by_the_serving_threads_death),
        SCENE_TEST(test_it_ends_once_by_loss_of_the_reply_right),
        SCENE_TEST(test_a_reply_right_can_be_moved),
        SCENE_TEST(test_the_death_of_a_moved_replys_holder_ends_the_call),
        SCENE_TEST(test_a_reply_right_cannot_be_copied),
        SCENE_TEST(test_a_later_copy_returns_peer),
        SCENE_TEST(test_a_later_reply_recv_returns_peer),
        SCENE_TEST(test_recv_after_the_call_has_ended),
        SCENE_TEST(test_recv_with_an_unanswered_call_in_hand_is_state),
        SCENE_TEST(test_send_on_a_reply_answers_it),
        SCENE_TEST(test_put_aside_calls_are_answered_in_any_order),
        SCENE_TEST(test_a_wrong_answer_to_a_reply_leaves_it),
        SCENE_TEST(test_send_on_an_endpoint_blocks_until_received),
        SCENE_TEST(test_a_send_ends_by_deadline_cancel_or_death),
        SCENE_TEST(test_cancel_is_remembered_for_the_next_blocking_operation),
        SCENE_TEST(test_a_cancelled_operation_leaves_nothing_behind),
        SCENE_TEST(test_cancel_ends_a_wait_and_a_receive),
        SCENE_TEST(test_cancel_of_oneself),
        SCENE_TEST(test_a_call_within_a_process),
        SCENE_TEST(test_a_server_that_calls_itself),
        SCENE_TEST(test_a_server_calls_on),
        SCENE_TEST(test_a_deadline_of_the_first_call_leaves_the_second),
        SCENE_TEST(test_reply_recv_answers_then_receives),
        SCENE_TEST(test_destroying_the_endpoint),
        SCENE_TEST(test_an_abandoned_call_of_a_dead_endpoint),
        SCENE_TEST(test_an_abandoned_message_outlives_its_reply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
