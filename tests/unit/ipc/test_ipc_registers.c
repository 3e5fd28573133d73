/* SPDX-License-Identifier: MIT */
/*
 * Registers of the traps: what goes in, what comes out, which flags there are, and in which order
 * errors win. The harness sees in every test that registers 9 to 18 come back as zero.
 */
#include "scene.h"

#include <string.h>

static const tay_word_t words[TAY_WORDS] = {1, 0, UINTPTR_MAX, 0x8000000000000000u, 5, 0xabcdef};

/* In: x0 handle, x1 info (operation, ...), x2-x7 six words. Out: x0 status and kind, x1 info, x2-x7
 * words, x8 badge. */
static void test_six_words_and_a_label_travel_to_the_server(void **state)
{
    (void)state;
    struct tay_message message = {.info = 0xfedc, .badge = 99, .lend_read = 7, .lend_write = 8};
    memcpy(message.word, words, sizeof words);
    act(&scene.client);
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    struct tay_message got = expect(TAY_KIND_CALL);
    assert_int_equal(got.result, TAY_OK | TAY_KIND_CALL << TAY_RESULT_KIND_SHIFT);
    assert_int_equal(got.info, 0xfedc);
    assert_memory_equal(got.word, words, sizeof words);
    assert_int_equal(got.badge, 0);
}

static void test_six_words_and_a_status_travel_back(void **state)
{
    (void)state;
    for (unsigned status = 0; status < TAY_STATUS_COUNT; status++) {
        struct tay_message answer = {.info = status};
        memcpy(answer.word, words, sizeof words);
        begin_call(3);
        assert_ok(take(TAY_TRAP_SEND, TAY_CALL_IN_HAND, &answer));
        struct tay_message got = result_of(&scene.client);
        assert_int_equal(got.result, status | TAY_KIND_REPLY << TAY_RESULT_KIND_SHIFT);
        assert_int_equal(got.info, 0);
        assert_memory_equal(got.word, words, sizeof words);
    }
}

/* Statuses, at most sixteen. */
static void test_an_answer_has_a_status_that_exists(void **state)
{
    (void)state;
    assert_int_equal(TAY_STATUS_COUNT, 16);
    begin_call(0);
    assert_no_trace(answer_as(&scene.server, (enum tay_status)TAY_STATUS_COUNT), TAY_EINVAL);
    assert_no_trace(answer_as(&scene.server, (enum tay_status)0xffff), TAY_EINVAL);
    assert_true(is_blocked(&scene.client));
    assert_ok(answer_as(&scene.server, TAY_EIO));
    assert_status(sim_status(scene.client.context), TAY_EIO);
}

/* A message that wants no answer says so by its kind. */
static void test_a_sent_message_is_of_kind_send(void **state)
{
    (void)state;
    assert_status(send_as(&scene.client, scene.called, 12), SIM_BLOCKED);
    assert_int_equal(expect(TAY_KIND_SEND).info, 12);
    struct tay_message got = result_of(&scene.client);
    assert_int_equal(got.result, TAY_OK);
    assert_int_equal(got.info, 0);
}

/* The server learns that ranges are lent, not where they lie. */
static void test_the_server_never_sees_the_addresses_lent(void **state)
{
    (void)state;
    struct tay_message message = {.info = 1 | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE,
                                  .lend_read = TAY_RANGE(SIM_DATA_UA, 16),
                                  .lend_write = TAY_RANGE(SIM_DATA_UA + 64, 16)};
    act(&scene.client);
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    struct tay_message got = expect(TAY_KIND_CALL);
    assert_int_equal(got.info, 1 | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE);
    for (unsigned n = 9; n <= 18; n++) {
        assert_int_equal(scene.server.context->reg[n], 0);
    }
}

/* x19-x30 and SP are kept. */
static void test_callee_saved_registers_are_kept(void **state)
{
    (void)state;
    for (unsigned n = 19; n <= 30; n++) {
        scene.client.context->reg[n] = n;
        scene.server.context->reg[n] = 100 + n;
    }
    uint64_t sp = scene.client.context->sp, pc = scene.client.context->pc;
    begin_call(0);
    assert_ok(answer_as(&scene.server, TAY_OK));
    for (unsigned n = 19; n <= 30; n++) {
        assert_int_equal(scene.client.context->reg[n], n);
        assert_int_equal(scene.server.context->reg[n], 100 + n);
    }
    assert_int_equal(scene.client.context->sp, sp);
    assert_int_equal(scene.client.context->pc, pc);
}

/* What a caller may have left where a trap takes nothing from. */
static void soil(const struct actor *actor)
{
    for (unsigned n = 9; n <= 18; n++) {
        actor->context->reg[n] = UINT64_MAX - n;
    }
}

static void assert_clean(const struct actor *actor)
{
    assert_false(actor->context->in_trap);
    for (unsigned n = 9; n <= 18; n++) {
        assert_int_equal(actor->context->reg[n], 0);
    }
}

/* An actor takes a trap with a deadline and both ranges, and with soiled registers. */
static void take_soiled(const struct actor *actor, unsigned trap, tay_cap_t handle, tay_word_t info)
{
    struct tay_message message = {.info = info,
                                  .badge = sim_now() + NS_PER_MS,
                                  .lend_read = UINT64_MAX,
                                  .lend_write = UINT64_MAX};
    act(actor);
    soil(actor);
    (void)sim_trap(trap, handle, &message);
}

/* x9-x18 come back as zero, whatever stood there: from every trap, refused or done, */
static void test_registers_9_to_18_come_back_as_zero_from_every_trap(void **state)
{
    (void)state;
    tay_cap_t bits;
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &bits));
    const tay_cap_t handles[] = {TAY_CAP_NULL, TAY_CAP_SELF, bits, scene.endpoint};
    const tay_word_t infos[] = {0, TAY_OP_cap_query, TAY_INFO_DEADLINE, UINTPTR_MAX};
    for (unsigned trap = 0; trap <= TAY_TRAP_COUNT; trap++) {
        for (unsigned i = 0; i < 16; i++) {
            take_soiled(&scene.init, trap, handles[i / 4], infos[i % 4]);
            if (is_blocked(&scene.init)) {
                act(&scene.other);
                sim_advance(NS_PER_MS); /* if it has no deadline, a call of its own must end it */
                if (is_blocked(&scene.init)) {
                    scene_boot(state);
                    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &bits));
                    continue;
                }
            }
            assert_clean(&scene.init);
        }
    }
}

/* and however a call ends, for both sides. */
static void test_registers_9_to_18_come_back_as_zero_however_a_call_ends(void **state)
{
    const tay_word_t info = TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE | TAY_INFO_DEADLINE;
    for (unsigned how = 0; how < 5; how++) {
        scene_boot(state);
        take_soiled(&scene.client, TAY_TRAP_CALL, scene.called, info);
        take_soiled(&scene.server, TAY_TRAP_RECV, scene.served, 0);
        assert_clean(&scene.server);
        if (how == 0) {
            take_soiled(&scene.server, TAY_TRAP_SEND, TAY_CALL_IN_HAND, TAY_OK);
            assert_clean(&scene.server);
        } else if (how == 1) {
            take_soiled(&scene.server, TAY_TRAP_REPLY_RECV, scene.served, TAY_OK);
            assert_true(is_blocked(&scene.server));
        } else if (how == 2) {
            sim_advance(NS_PER_MS);
        } else if (how == 3) {
            act(&scene.init);
            assert_ok(tay_thread_cancel(scene.client.thread));
        } else {
            kill_actor(&scene.server);
        }
        assert_clean(&scene.client);
    }
}

/* No register of the server's comes from the client but the words and the label. */
static void test_nothing_else_of_the_client_reaches_the_server(void **state)
{
    (void)state;
    struct hal_context *client = scene.client.context;
    for (unsigned n = 11; n < 31; n++) {
        client->reg[n] = UINT64_C(0x5ec4e700) + n;
    }
    client->sp = UINT64_C(0x5ec4e7ff0);
    client->pointer = UINT64_C(0x5ec4e7ff1);
    struct tay_message message = {.info = 1 | TAY_INFO_DEADLINE,
                                  .badge = UINT64_C(0x5ec4e7ff2),
                                  .lend_read = UINT64_C(0x5ec4e7ff3),
                                  .lend_write = UINT64_C(0x5ec4e7ff4)};
    act(&scene.client);
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    const struct hal_context *server = scene.server.context;
    for (unsigned n = 0; n < 31; n++) {
        assert_int_not_equal(server->reg[n] >> 8, 0x5ec4e7);
        assert_int_not_equal(server->reg[n] >> 12, 0x5ec4e7);
    }
    assert_int_not_equal(server->pointer, client->pointer);
}

/* The kind of a message is set by the kernel, outside what a sender controls: no info word and no
 * words make it another one. */
static void test_a_sender_cannot_forge_a_kind(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 64; bit++) {
        struct tay_message message = {
            .result = UINTPTR_MAX, .info = (tay_word_t)1 << bit, .badge = TAY_TIME_NEVER};
        for (unsigned n = 0; n < TAY_WORDS; n++) {
            message.word[n] = UINTPTR_MAX;
        }
        struct tay_message call = message;
        act(&scene.client);
        if (take(TAY_TRAP_SEND, scene.called, &message) == SIM_BLOCKED) {
            assert_int_equal(expect(TAY_KIND_SEND).badge, 0);
        }
        act(&scene.client);
        if ((call.info & TAY_INFO_OBJECT) == 0 &&
            take(TAY_TRAP_CALL, scene.called, &call) == SIM_BLOCKED) {
            assert_int_equal(expect(TAY_KIND_CALL).badge, 0);
            struct tay_message answer = {.info = bit < 16 ? bit : TAY_OK,
                                         .word = {UINTPTR_MAX, UINTPTR_MAX}};
            assert_ok(take(TAY_TRAP_SEND, TAY_CALL_IN_HAND, &answer));
            struct tay_message got = result_of(&scene.client);
            assert_int_equal(tay_message_kind(&got), TAY_KIND_REPLY);
        }
    }
}

/* The deadline flag means the message; the server does not see it. */
static void test_the_server_does_not_see_the_deadline(void **state)
{
    (void)state;
    struct tay_message message = {.info = 5 | TAY_INFO_DEADLINE, .badge = 50 * NS_PER_MS};
    act(&scene.client);
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    struct tay_message got = expect(TAY_KIND_CALL);
    assert_int_equal(got.info, 5);
    assert_int_equal(got.badge, 0);
}

static tay_cap_t make_notification_for(const struct actor *actor, unsigned rights)
{
    tay_cap_t notification;
    act(&scene.init);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    return give(actor, notification, rights);
}

/* Each flag that a trap does not know gives INVAL, and nothing happens. */
static void test_unknown_flags_are_refused(void **state)
{
    (void)state;
    const tay_word_t caps = TAY_INFO_CAPS_MASK | TAY_INFO_COPY;
    const tay_word_t lends = TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE;
    const struct {
        unsigned trap;
        tay_cap_t handle;
        tay_word_t known; /* bits that mean something */
    } rows[] = {
        {TAY_TRAP_CALL, scene.called, 0xffff | caps | lends | TAY_INFO_DEADLINE | TAY_INFO_OBJECT},
        {TAY_TRAP_SEND, scene.called, 0xffff | caps | lends | TAY_INFO_DEADLINE},
        {TAY_TRAP_RECV, give(&scene.client, scene.endpoint, TAY_RIGHT_RECEIVE), TAY_INFO_DEADLINE},
        {TAY_TRAP_NOTIFY, make_notification_for(&scene.client, TAY_RIGHT_SEND), 0},
        {TAY_TRAP_WAIT, make_notification_for(&scene.client, TAY_RIGHT_RECEIVE), TAY_INFO_DEADLINE},
    };
    act(&scene.client);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (unsigned bit = 0; bit < 64; bit++) {
            tay_word_t flag = (tay_word_t)1 << bit;
            struct tay_message message = {.info = flag};
            if ((rows[i].known & flag) == 0) {
                assert_no_trace(take(rows[i].trap, rows[i].handle, &message), TAY_EINVAL);
                assert_int_equal(message.info, 0);
            }
        }
    }
}

static void test_unknown_flags_of_an_answer_are_refused(void **state)
{
    (void)state;
    begin_call(0);
    for (unsigned bit = 16; bit < 64; bit++) {
        tay_word_t flag = (tay_word_t)1 << bit;
        if ((flag & (TAY_INFO_CAPS_MASK | TAY_INFO_COPY)) != 0) {
            continue;
        }
        assert_no_trace(send_as(&scene.server, TAY_CALL_IN_HAND, flag), TAY_EINVAL);
        struct tay_message message = {.info = flag};
        if (flag != TAY_INFO_DEADLINE) {
            assert_no_trace(take(TAY_TRAP_REPLY_RECV, scene.served, &message), TAY_EINVAL);
        }
    }
    assert_true(is_blocked(&scene.client));
    assert_ok(answer_as(&scene.server, TAY_OK));
}

/* Which trap it is stands in the svc's immediate. */
static void test_a_trap_that_does_not_exist(void **state)
{
    (void)state;
    for (unsigned trap = TAY_TRAP_COUNT; trap < 70000; trap = 2 * trap + 1) {
        struct tay_message message = {.info = 1};
        assert_no_trace(take(trap, scene.endpoint, &message), TAY_ENOSYS);
    }
}

/* The order of the checks: handle, type, right, info word. */
static void test_the_handle_wins_then_the_type_then_the_right_then_the_flags(void **state)
{
    (void)state;
    tay_cap_t bare = give(&scene.client, scene.endpoint, 0);
    tay_cap_t bits = make_notification_for(&scene.client, 0);
    const tay_word_t wrong = TAY_INFO_SEEN;
    const struct {
        unsigned trap;
        tay_cap_t handle;
        enum tay_status status;
    } rows[] = {
        {TAY_TRAP_CALL, 0xffffffff, TAY_EHANDLE},
        {TAY_TRAP_CALL, bare, TAY_ERIGHT},
        {TAY_TRAP_SEND, 0xffffffff, TAY_EHANDLE},
        {TAY_TRAP_SEND, bits, TAY_ETYPE},
        {TAY_TRAP_SEND, TAY_CAP_SELF, TAY_ETYPE},
        {TAY_TRAP_SEND, bare, TAY_ERIGHT},
        {TAY_TRAP_SEND, TAY_CALL_IN_HAND, TAY_ESTATE},
        {TAY_TRAP_RECV, TAY_CAP_NULL, TAY_EHANDLE},
        {TAY_TRAP_RECV, bits, TAY_ETYPE},
        {TAY_TRAP_RECV, bare, TAY_ERIGHT},
        {TAY_TRAP_RECV, scene.called, TAY_ERIGHT},
        {TAY_TRAP_REPLY_RECV, TAY_CAP_NULL, TAY_EHANDLE},
        {TAY_TRAP_REPLY_RECV, bits, TAY_ETYPE},
        {TAY_TRAP_REPLY_RECV, bare, TAY_ERIGHT},
        {TAY_TRAP_NOTIFY, TAY_CAP_NULL, TAY_EHANDLE},
        {TAY_TRAP_NOTIFY, bare, TAY_ETYPE},
        {TAY_TRAP_NOTIFY, bits, TAY_ERIGHT},
        {TAY_TRAP_WAIT, TAY_CAP_NULL, TAY_EHANDLE},
        {TAY_TRAP_WAIT, bare, TAY_ETYPE},
        {TAY_TRAP_WAIT, bits, TAY_ERIGHT},
    };
    act(&scene.client);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tay_message message = {.info = wrong};
        assert_no_trace(take(rows[i].trap, rows[i].handle, &message), rows[i].status);
    }
}

/* A register is wider than a handle. */
static void test_a_handle_has_32_bits(void **state)
{
    (void)state;
    act(&scene.client);
    scene.client.context->reg[0] = scene.called | (uint64_t)1 << 32;
    scene.client.context->in_trap = true;
    struct hal_context before = *scene.client.context;
    struct hal_context *next = kernel_on_trap(scene.client.context, TAY_TRAP_RECV);
    assert_ptr_equal(next, scene.client.context);
    assert_int_equal(next->reg[0], TAY_EHANDLE);
    assert_int_equal(next->sp, before.sp);
}

/* A call on a kernel object the kernel answers; on an endpoint it reaches the server, unless the
 * info word says that the kernel is meant. */
static void test_a_call_on_an_endpoint_with_the_object_flag_is_for_the_kernel(void **state)
{
    (void)state;
    tay_word_t type, rights, badge;
    act(&scene.client);
    assert_ok(tay_cap_query(scene.called, &type, &rights, &badge));
    assert_int_equal(type, TAY_OBJECT_endpoint);
    struct tay_message message = {.info = TAY_OP_cap_query};
    assert_status(take(TAY_TRAP_CALL, scene.called, &message), SIM_BLOCKED);
    assert_int_equal(expect(TAY_KIND_CALL).info, TAY_OP_cap_query);
    struct tay_message query = {.info = TAY_OP_cap_query};
    assert_status(take(TAY_TRAP_CALL, TAY_CAP_SELF, &query), TAY_EINVAL);
}

/* So a server can stand in for an object that is only called: what a stub sends arrives whole. */
static void test_a_server_can_stand_in_for_an_object(void **state)
{
    (void)state;
    size_t budget = 0, used = 0;
    act(&scene.client);
    assert_status(tay_account_query(scene.called, &budget, &used), SIM_BLOCKED);
    assert_int_equal(expect(TAY_KIND_CALL).info, TAY_OP_account_query);
    struct tay_message answer = {.info = TAY_OK, .word = {4096, 17}};
    assert_ok(take(TAY_TRAP_SEND, TAY_CALL_IN_HAND, &answer));
    assert_int_equal(result_of(&scene.client).word[0], 4096);
    assert_int_equal(result_of(&scene.client).word[1], 17);
}

/* A message goes straight to a server that waits, an answer straight to its client. */
static void test_a_message_goes_straight_to_a_server_that_waits(void **state)
{
    (void)state;
    struct tay_message wait = {0}, call = {.info = 9, .word = {1, 2, 3, 4, 5, 6}};
    act(&scene.server);
    assert_status(take(TAY_TRAP_RECV, scene.served, &wait), SIM_BLOCKED);
    act(&scene.client);
    assert_status(take(TAY_TRAP_CALL, scene.called, &call), SIM_BLOCKED);
    assert_int_equal(result_of(&scene.server).info, 9);
    assert_int_equal(result_of(&scene.server).word[5], 6);
    struct tay_message answer = {.info = TAY_OK, .word = {6, 5, 4, 3, 2, 1}};
    act(&scene.server);
    assert_status(take(TAY_TRAP_REPLY_RECV, scene.served, &answer), SIM_BLOCKED);
    assert_int_equal(result_of(&scene.client).word[0], 6);
    assert_true(is_blocked(&scene.server));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_six_words_and_a_label_travel_to_the_server),
        SCENE_TEST(test_six_words_and_a_status_travel_back),
        SCENE_TEST(test_an_answer_has_a_status_that_exists),
        SCENE_TEST(test_a_sent_message_is_of_kind_send),
        SCENE_TEST(test_the_server_never_sees_the_addresses_lent),
        SCENE_TEST(test_callee_saved_registers_are_kept),
        SCENE_TEST(test_registers_9_to_18_come_back_as_zero_from_every_trap),
        SCENE_TEST(test_registers_9_to_18_come_back_as_zero_however_a_call_ends),
        SCENE_TEST(test_nothing_else_of_the_client_reaches_the_server),
        SCENE_TEST(test_a_sender_cannot_forge_a_kind),
        SCENE_TEST(test_the_server_does_not_see_the_deadline),
        SCENE_TEST(test_unknown_flags_are_refused),
        SCENE_TEST(test_unknown_flags_of_an_answer_are_refused),
        SCENE_TEST(test_a_trap_that_does_not_exist),
        SCENE_TEST(test_the_handle_wins_then_the_type_then_the_right_then_the_flags),
        SCENE_TEST(test_a_handle_has_32_bits),
        SCENE_TEST(test_a_call_on_an_endpoint_with_the_object_flag_is_for_the_kernel),
        SCENE_TEST(test_a_server_can_stand_in_for_an_object),
        SCENE_TEST(test_a_message_goes_straight_to_a_server_that_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
