/* SPDX-License-Identifier: MIT */
/*
 * Threads: creation, start, priority, pointer, query, end.
 */
#include "fixture.h"

#include <sched/thread.h>

#define STACK (SIM_DATA_UA + SIM_DATA_BYTES)

static tay_word_t state_of(tay_cap_t thread)
{
    tay_word_t thread_state, priority;
    tay_time_t run_ns;
    assert_ok(tay_thread_query(thread, &thread_state, &priority, &run_ns));
    return thread_state;
}

static void test_first_registers(void **state)
{
    (void)state;
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    tay_cap_t thread;
    assert_ok(tay_thread_create(process, 0x5000, 0x8010, 0xabcd, 50, &thread));
    struct hal_context *context = &thread_of(object_behind(thread))->context;
    assert_int_equal(state_of(thread), TAY_THREAD_STOPPED);
    assert_int_equal(context->pc, 0x5000);
    assert_int_equal(context->sp, 0x8010);
    assert_int_equal(context->reg[0], 0xabcd);
    assert_int_equal(context->reg[1], TAY_CAP_SELF + 1);
    assert_ok(tay_thread_start(thread));
    assert_ptr_equal(sim_current(), context);
    assert_int_equal(state_of(TAY_CAP_SELF + 1), TAY_THREAD_READY);
    tay_word_t type, rights, badge;
    assert_ok(tay_cap_query(TAY_CAP_SELF + 1, &type, &rights, &badge));
    assert_int_equal(rights, object_type_rights(TAY_OBJECT_thread));
}

/* In one's own process one handle is enough. */
static void test_own_thread_has_one_handle(void **state)
{
    (void)state;
    tay_word_t threads, before, after;
    size_t mapped;
    tay_cap_t thread;
    assert_ok(tay_process_query(TAY_CAP_SELF, &threads, &before, &mapped));
    assert_ok(tay_thread_create(TAY_CAP_SELF, SIM_TEXT_UA, STACK, 0, 1, &thread));
    assert_ok(tay_process_query(TAY_CAP_SELF, &threads, &after, &mapped));
    assert_int_equal(threads, 2);
    assert_int_equal(after, before + 1);
    assert_int_equal(thread_of(object_behind(thread))->context.reg[1], thread);
}

static void test_invalid_arguments(void **state)
{
    (void)state;
    static const struct {
        tay_ua_t entry, stack;
        tay_word_t priority;
        enum tay_status status;
    } rows[] = {
        {SIM_TEXT_UA, STACK, 64, TAY_EINVAL},
        {SIM_TEXT_UA, STACK, ~(tay_word_t)0, TAY_EINVAL},
        {SIM_TEXT_UA, STACK + 8, 1, TAY_EINVAL},
        {SIM_TEXT_UA, PAGE - 16, 1, TAY_EINVAL},
        {SIM_TEXT_UA, HAL_USER_LIMIT + 16, 1, TAY_EINVAL},
        {PAGE - 4, STACK, 1, TAY_EINVAL},
        {HAL_USER_LIMIT, STACK, 1, TAY_EINVAL},
        {~(tay_ua_t)3, STACK, 1, TAY_EINVAL},
        {PAGE, PAGE, 63, TAY_OK},
        {HAL_USER_LIMIT - 4, HAL_USER_LIMIT, 0, TAY_OK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tay_cap_t thread;
        assert_status(tay_thread_create(TAY_CAP_SELF, rows[i].entry, rows[i].stack, 0,
                                        rows[i].priority, &thread),
                      rows[i].status);
    }
}

/* Room is needed in both tables. */
static void test_no_room(void **state)
{
    (void)state;
    tay_cap_t thread;
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    tay_word_t theirs;
    struct actor full = start_thread(process, PRIORITY_AHEAD);
    fill_table();
    assert_status(tay_thread_create(TAY_CAP_SELF, SIM_TEXT_UA, STACK, 0, 1, &thread), TAY_EFULL);
    step_back(&full);
    assert_status(tay_thread_create(process, SIM_TEXT_UA, STACK, 0, 1, &thread), TAY_EFULL);
    tay_cap_t other = make_process(TAY_OWN_ACCOUNT);
    assert_ok(tay_process_give(other, make_process(TAY_OWN_ACCOUNT), TAY_RIGHTS_ALL, &theirs));
    start_thread(other, PRIORITY_AHEAD);
    fill_table();
    assert_status(tay_thread_create((tay_cap_t)theirs, SIM_TEXT_UA, STACK, 0, 1, &thread),
                  TAY_EFULL);
}

static void test_start_needs_a_stopped_thread(void **state)
{
    (void)state;
    struct actor actor = start_thread(make_process(TAY_OWN_ACCOUNT), PRIORITY_AHEAD);
    assert_status(tay_thread_start(actor.own), TAY_ESTATE);
    tay_word_t bits;
    assert_status(tay_trap_wait(make_notification(), 0, 0, &bits), SIM_BLOCKED);
    assert_int_equal(state_of(actor.handle), TAY_THREAD_BLOCKED);
    assert_status(tay_thread_start(actor.handle), TAY_ESTATE);
}

static void test_set_priority(void **state)
{
    (void)state;
    tay_cap_t process, thread;
    tay_word_t thread_state, priority;
    tay_time_t run_ns;
    assert_ok(tay_process_create(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0, 64, 40, &process));
    assert_ok(tay_thread_create(process, SIM_TEXT_UA, STACK, 0, 20, &thread));
    assert_status(tay_thread_set_priority(thread, 41), TAY_EINVAL);
    assert_status(tay_thread_set_priority(thread, ~(tay_word_t)0), TAY_EINVAL);
    assert_ok(tay_thread_set_priority(thread, 40));
    assert_ok(tay_thread_query(thread, &thread_state, &priority, &run_ns));
    assert_int_equal(thread_state, TAY_THREAD_STOPPED);
    assert_int_equal(priority, 40);
    assert_int_equal(run_ns, 0);
}

static void test_set_pointer(void **state)
{
    (void)state;
    struct hal_context *self = sim_current();
    assert_ok(tay_thread_set_pointer(sim_boot_info()->thread, 0x123456789));
    assert_int_equal(self->pointer, 0x123456789);
}

static void test_run_time(void **state)
{
    (void)state;
    tay_word_t thread_state, priority;
    tay_time_t before, after, theirs;
    assert_ok(tay_thread_query(sim_boot_info()->thread, &thread_state, &priority, &before));
    struct actor actor = start_thread(make_process(TAY_OWN_ACCOUNT), PRIORITY_BEHIND);
    sim_advance(7 * NS_PER_MS);
    assert_ok(tay_thread_query(sim_boot_info()->thread, &thread_state, &priority, &after));
    assert_ok(tay_thread_query(actor.handle, &thread_state, &priority, &theirs));
    assert_int_equal(after - before, 7 * NS_PER_MS);
    assert_int_equal(theirs, 0);
    let_act(&actor);
    sim_advance(2 * NS_PER_MS);
    step_back(&actor);
    assert_ok(tay_thread_query(actor.handle, &thread_state, &priority, &theirs));
    assert_int_equal(theirs, 2 * NS_PER_MS);
}

static void test_end(void **state)
{
    (void)state;
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    struct actor first = start_thread(process, PRIORITY_BEHIND);
    struct actor second = start_thread(process, PRIORITY_AHEAD);
    tay_word_t threads, slots;
    size_t mapped;
    assert_status(tay_object_destroy(second.own), SIM_BLOCKED);
    assert_false(sim_is_live(second.context));
    assert_false(is_handle(second.handle));
    assert_ok(tay_process_query(process, &threads, &slots, &mapped));
    assert_int_equal(threads, 1);
    assert_int_equal(slots, 2);
    assert_ok(tay_object_destroy(first.handle));
    assert_false(sim_is_live(first.context));
    assert_true(is_handle(process)); /* a process may be without threads */
    struct actor third = start_thread(process, PRIORITY_AHEAD);
    assert_ok(tay_cap_close(third.own));
    assert_true(sim_is_live(third.context));
    assert_status(tay_process_exit(TAY_CAP_SELF, 0), SIM_BLOCKED);
    assert_false(sim_is_live(third.context));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_first_registers),
        CORE_TEST(test_own_thread_has_one_handle),
        CORE_TEST(test_invalid_arguments),
        CORE_TEST(test_no_room),
        CORE_TEST(test_start_needs_a_stopped_thread),
        CORE_TEST(test_set_priority),
        CORE_TEST(test_set_pointer),
        CORE_TEST(test_run_time),
        CORE_TEST(test_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
