/* SPDX-License-Identifier: MIT */
/*
 * Endpoints: messages of the kernel, received in order, at once or later.
 */
#include "fixture.h"

#include <mem/frame.h>

#define MS NS_PER_MS

static tay_cap_t child(tay_cap_t endpoint, tay_word_t label)
{
    tay_cap_t process;
    assert_ok(tay_process_create(TAY_OWN_ACCOUNT, endpoint, label, TAY_SLOTS_MIN, 0, &process));
    return process;
}

static void assert_message(const struct tay_message *message, uint64_t label, tay_word_t status)
{
    assert_int_equal(message->result, TAY_OK | TAY_KIND_EXITED << TAY_RESULT_KIND_SHIFT);
    assert_int_equal(message->info, 0);
    assert_int_equal(message->badge, label);
    assert_int_equal(message->word[0], status);
    for (unsigned i = 1; i < TAY_WORDS; i++) {
        assert_int_equal(message->word[i], 0);
    }
}

static struct actor receiver(tay_cap_t endpoint, tay_word_t info, tay_time_t deadline)
{
    struct actor actor = start_thread(TAY_CAP_SELF, PRIORITY_AHEAD);
    struct tay_message message = {.info = info, .badge = deadline, .word = {1, 2, 3, 4, 5, 6}};
    assert_false(sim_trap(TAY_TRAP_RECV, endpoint, &message));
    assert_ok(tay_thread_set_priority(actor.handle, PRIORITY_BEHIND));
    return actor;
}

static void test_messages_queue(void **state)
{
    (void)state;
    size_t frames = frame_free_count();
    tay_cap_t endpoint = make_endpoint();
    for (unsigned i = 0; i < 12; i++) {
        assert_ok(tay_process_exit(child(endpoint, 100 + i), i));
    }
    for (unsigned i = 0; i < 12; i++) {
        struct tay_message message;
        assert_ok(receive(endpoint, &message));
        assert_message(&message, 100 + i, i);
    }
    assert_ok(tay_object_destroy(endpoint));
    assert_int_equal(frame_free_count(), frames);
}

static void test_receivers_wait(void **state)
{
    (void)state;
    tay_cap_t endpoint = make_endpoint();
    tay_cap_t first = child(endpoint, ~(tay_word_t)0), second = child(endpoint, 0);
    struct actor one = receiver(endpoint, 0, 0), other = receiver(endpoint, 0, 0);
    struct tay_message message;
    assert_ok(tay_object_destroy(first));
    assert_true(sim_result(other.context, &message)); /* who came last */
    assert_message(&message, UINT64_MAX, TAY_EXIT_DESTROYED);
    assert_false(sim_result(one.context, &message));
    assert_ok(tay_process_exit(second, 9));
    assert_true(sim_result(one.context, &message));
    assert_message(&message, 0, 9);
}

static void test_deadline(void **state)
{
    (void)state;
    tay_cap_t endpoint = make_endpoint();
    struct tay_message message = {.info = TAY_INFO_DEADLINE};
    assert_true(sim_trap(TAY_TRAP_RECV, endpoint, &message));
    assert_int_equal(message.result, TAY_ETIMEDOUT);
    struct actor actor = receiver(endpoint, TAY_INFO_DEADLINE, 3 * MS);
    struct actor never = receiver(endpoint, TAY_INFO_DEADLINE, TAY_TIME_NEVER);
    sim_advance(3 * MS - 1);
    assert_status(sim_status(actor.context), SIM_BLOCKED);
    sim_advance(1);
    assert_status(sim_status(actor.context), TAY_ETIMEDOUT);
    assert_status(sim_status(never.context), SIM_BLOCKED);
    assert_ok(tay_process_exit(child(endpoint, 5), 0));
    assert_true(sim_result(never.context, &message));
    assert_message(&message, 5, 0);
    /* A deadline that has passed takes what is there. */
    assert_ok(tay_process_exit(child(endpoint, 6), 1));
    message = (struct tay_message){.info = TAY_INFO_DEADLINE, .badge = 0};
    assert_true(sim_trap(TAY_TRAP_RECV, endpoint, &message));
    assert_message(&message, 6, 1);
}

static void test_end_wakes_receivers(void **state)
{
    (void)state;
    tay_cap_t endpoint = make_endpoint();
    tay_cap_t process = child(endpoint, 1);
    struct actor actor[20];
    for (unsigned i = 0; i < 20; i++) {
        actor[i] = receiver(endpoint, 0, 0);
    }
    assert_ok(tay_object_destroy(endpoint));
    for (unsigned i = 0; i < 20; i++) {
        assert_status(sim_status(actor[i].context), TAY_EPEER);
    }
    assert_ok(tay_process_exit(process, 0)); /* nobody hears of it */
}

/* The room of what the messages tell of goes back with them. */
static void test_end_drops_messages(void **state)
{
    (void)state;
    size_t frames = frame_free_count();
    tay_cap_t endpoint = make_endpoint();
    for (unsigned i = 0; i < 20; i++) {
        assert_ok(tay_process_exit(child(endpoint, i), 0));
    }
    sim_set_preemption(1, 1);
    assert_ok(tay_cap_close(endpoint));
    sim_set_preemption(0, 0);
    assert_int_equal(frame_free_count(), frames);
}

static void test_statuses(void **state)
{
    (void)state;
    tay_cap_t endpoint = make_endpoint();
    tay_cap_t send = make_copy(endpoint, TAY_RIGHT_SEND);
    const struct {
        tay_cap_t handle;
        tay_word_t info;
        enum tay_status status;
    } rows[] = {
        {TAY_CAP_NULL, 1, TAY_EHANDLE},
        {endpoint + 1000, 1, TAY_EHANDLE},
        {TAY_CAP_SELF, 1, TAY_ETYPE},
        {send, 1, TAY_ERIGHT},
        {endpoint, 1, TAY_EINVAL},
        {endpoint, TAY_INFO_LEND_READ, TAY_EINVAL},
        {endpoint, (tay_word_t)1 << 40, TAY_EINVAL},
        {endpoint, TAY_INFO_DEADLINE, TAY_ETIMEDOUT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tay_message message = {.info = rows[i].info};
        assert_true(sim_trap(TAY_TRAP_RECV, rows[i].handle, &message));
        assert_int_equal(message.result, rows[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_messages_queue),     CORE_TEST(test_receivers_wait),
        CORE_TEST(test_deadline),           CORE_TEST(test_end_wakes_receivers),
        CORE_TEST(test_end_drops_messages), CORE_TEST(test_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
