/* SPDX-License-Identifier: MIT */
/*
 * Notifications: bits, waiters in their order, deadlines, the end.
 */
#include "fixture.h"

#include <object/object.h>

#define MS NS_PER_MS

/* The current thread waits; a thread behind it acts next. */
static void wait_blocked(tay_cap_t notification, tay_word_t info, tay_time_t deadline)
{
    tay_word_t bits;
    assert_status(tay_trap_wait(notification, info, deadline, &bits), SIM_BLOCKED);
}

/* A thread of init's that waits, already. */
static struct actor waiter(tay_cap_t notification, unsigned priority, tay_time_t deadline)
{
    struct actor actor = start_thread(TAY_CAP_SELF, PRIORITY_AHEAD);
    wait_blocked(notification, deadline == TAY_TIME_NEVER ? 0 : TAY_INFO_DEADLINE, deadline);
    assert_ok(tay_thread_set_priority(actor.handle, priority));
    return actor;
}

static void assert_woken(const struct actor *actor, tay_word_t bits)
{
    struct tay_message message;
    assert_true(sim_result(actor->context, &message));
    assert_int_equal(message.result, TAY_OK);
    assert_int_equal(message.info, 0);
    assert_int_equal(message.word[0], bits);
}

static void test_bits_add_up(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    tay_word_t bits = 0;
    assert_ok(tay_trap_notify(notification, 5));
    assert_ok(tay_trap_notify(notification, 6));
    assert_ok(tay_trap_notify(notification, (tay_word_t)1 << 63));
    assert_ok(tay_trap_wait(notification, 0, 0, &bits));
    assert_int_equal(bits, (tay_word_t)1 << 63 | 7);
    assert_status(tay_trap_wait(notification, TAY_INFO_DEADLINE, 0, &bits), TAY_ETIMEDOUT);
}

static void test_one_signal_wakes_one(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    struct actor first = waiter(notification, 5, TAY_TIME_NEVER);
    struct actor second = waiter(notification, 5, TAY_TIME_NEVER);
    assert_ok(tay_trap_notify(notification, 0)); /* no bit, no news */
    assert_status(sim_status(first.context), SIM_BLOCKED);
    assert_ok(tay_trap_notify(notification, 3));
    assert_woken(&first, 3);
    assert_status(sim_status(second.context), SIM_BLOCKED);
    assert_ok(tay_trap_notify(notification, 4));
    assert_woken(&second, 4);
}

static void test_order_is_priority_then_age(void **state)
{
    (void)state;
    static const unsigned priority[] = {5, 7, 5, 7, 6, 0, 20};
    static const unsigned order[] = {6, 1, 3, 4, 0, 2, 5};
    enum { COUNT = 7 };
    tay_cap_t notification = make_notification();
    struct actor actor[COUNT];
    for (unsigned i = 0; i < COUNT; i++) {
        actor[i] = waiter(notification, priority[i], TAY_TIME_NEVER);
    }
    for (unsigned i = 0; i < COUNT; i++) {
        assert_status(sim_status(actor[order[i]].context), SIM_BLOCKED);
        assert_ok(tay_trap_notify(notification, i + 1));
        assert_woken(&actor[order[i]], i + 1);
    }
}

static void test_higher_waiter_runs_at_once(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    tay_cap_t notification = make_notification();
    struct actor high = waiter(notification, 33, TAY_TIME_NEVER);
    assert_ok(tay_trap_notify(notification, 1));
    assert_ptr_equal(sim_current(), high.context);
    assert_ok(sim_status(init));
    wait_blocked(notification, 0, 0);
    assert_ptr_equal(sim_current(), init);
}

static void test_deadline(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    struct actor early = waiter(notification, 5, 10 * MS);
    struct actor late = waiter(notification, 5, 30 * MS);
    struct actor woken = waiter(notification, 6, 20 * MS);
    struct actor never = waiter(notification, 4, TAY_TIME_NEVER);
    assert_ok(tay_trap_notify(notification, 9));
    assert_woken(&woken, 9);
    sim_advance(10 * MS - 1);
    assert_status(sim_status(early.context), SIM_BLOCKED);
    sim_advance(1);
    assert_status(sim_status(early.context), TAY_ETIMEDOUT);
    assert_status(sim_status(late.context), SIM_BLOCKED);
    assert_int_equal(machine_timer(0), 30 * MS);
    sim_advance(20 * MS);
    assert_status(sim_status(late.context), TAY_ETIMEDOUT);
    assert_status(sim_status(never.context), SIM_BLOCKED);
    assert_woken(&woken, 9);
}

/* A deadline that has passed does not wait, but takes what is there. */
static void test_deadline_that_passed(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    tay_word_t bits = 0;
    sim_advance(MS);
    assert_status(tay_trap_wait(notification, TAY_INFO_DEADLINE, MS, &bits), TAY_ETIMEDOUT);
    assert_ok(tay_trap_notify(notification, 2));
    assert_ok(tay_trap_wait(notification, TAY_INFO_DEADLINE, 0, &bits));
    assert_int_equal(bits, 2);
    wait_blocked(notification, TAY_INFO_DEADLINE, TAY_TIME_NEVER);
    assert_int_equal(machine_timer(0), TAY_TIME_NEVER);
}

/* More deadlines at one time than one interrupt serves. */
static void test_many_deadlines(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    struct actor actor[30];
    for (unsigned i = 0; i < 30; i++) {
        actor[i] = waiter(notification, 3, MS);
    }
    sim_advance(MS);
    for (unsigned i = 0; i < 30; i++) {
        assert_status(sim_status(actor[i].context), TAY_ETIMEDOUT);
    }
}

static void test_end_wakes_all(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    struct actor actor[20];
    for (unsigned i = 0; i < 20; i++) {
        actor[i] = waiter(notification, i, i % 2 == 0 ? TAY_TIME_NEVER : MS);
    }
    assert_ok(tay_object_destroy(actor[3].handle)); /* a waiter may go, too */
    assert_ok(tay_object_destroy(notification));
    for (unsigned i = 0; i < 20; i++) {
        assert_status(sim_status(actor[i].context), i == 3 ? SIM_BLOCKED : TAY_EPEER);
    }
    assert_int_equal(sim_is_live(actor[3].context), false);
    assert_status(tay_trap_notify(notification, 1), TAY_EHANDLE);
    sim_advance(2 * MS);
    assert_status(sim_status(actor[1].context), TAY_EPEER);
}

/* Its end has begun, and its waiter is still there: no signal reaches it any more. */
static void test_no_signal_while_it_ends(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    struct actor high = waiter(notification, PRIORITY_AHEAD, TAY_TIME_NEVER);
    struct object *object = object_behind(notification);
    object->dying = true;
    assert_status(tay_trap_notify(notification, 1), TAY_EHANDLE);
    assert_status(sim_status(high.context), SIM_BLOCKED);
    object->dying = false;
    assert_ok(tay_trap_notify(notification, 2));
    assert_woken(&high, 2);
}

static void test_statuses(void **state)
{
    (void)state;
    tay_cap_t whole = make_notification();
    tay_cap_t send = make_copy(whole, TAY_RIGHT_SEND), wait = make_copy(whole, TAY_RIGHT_RECEIVE);
    const struct {
        unsigned trap;
        tay_cap_t handle;
        tay_word_t info;
        enum tay_status status;
    } rows[] = {
        {TAY_TRAP_NOTIFY, TAY_CAP_NULL, 1, TAY_EHANDLE},
        {TAY_TRAP_NOTIFY, 0xfffff, 1, TAY_EHANDLE},
        {TAY_TRAP_NOTIFY, TAY_CAP_SELF, 1, TAY_ETYPE},
        {TAY_TRAP_NOTIFY, wait, 1, TAY_ERIGHT},
        {TAY_TRAP_NOTIFY, send, 1, TAY_EINVAL},
        {TAY_TRAP_NOTIFY, send, 0, TAY_OK},
        {TAY_TRAP_WAIT, TAY_CAP_NULL, 1, TAY_EHANDLE},
        {TAY_TRAP_WAIT, 0xfffff, 1, TAY_EHANDLE},
        {TAY_TRAP_WAIT, TAY_CAP_SELF, 1, TAY_ETYPE},
        {TAY_TRAP_WAIT, send, 1, TAY_ERIGHT},
        {TAY_TRAP_WAIT, wait, 1, TAY_EINVAL},
        {TAY_TRAP_WAIT, wait, 0, TAY_OK},
        {TAY_TRAP_WAIT, wait, TAY_INFO_COPY, TAY_EINVAL},
        {TAY_TRAP_WAIT, wait, TAY_INFO_DEADLINE, TAY_ETIMEDOUT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tay_message message = {.info = rows[i].info, .word = {1}};
        assert_true(sim_trap(rows[i].trap, rows[i].handle, &message));
        assert_int_equal(message.result, rows[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_bits_add_up),
        CORE_TEST(test_one_signal_wakes_one),
        CORE_TEST(test_order_is_priority_then_age),
        CORE_TEST(test_higher_waiter_runs_at_once),
        CORE_TEST(test_deadline),
        CORE_TEST(test_deadline_that_passed),
        CORE_TEST(test_many_deadlines),
        CORE_TEST(test_end_wakes_all),
        CORE_TEST(test_no_signal_while_it_ends),
        CORE_TEST(test_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
