/* SPDX-License-Identifier: MIT */
/*
 * What a supervisor hears of its processes, and what it can do: `fault` and `exited`, resume and
 * destroy. The scene's server is the supervisor.
 */
#include "scene.h"

#define LABEL UINT64_C(0x123456789abcdef0)
#define NOWHERE ((tay_ua_t)0x7000000)

static struct actor child;
static tay_cap_t child_handle; /* in the supervisor's table */

static int boot(void **state)
{
    scene_boot(state);
    child = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, LABEL);
    child_handle = give(&scene.server, child.process, TAY_RIGHTS_ALL);
    return 0;
}

#define SUPERVISOR_TEST(function) cmocka_unit_test_setup_teardown(function, boot, scene_stop)

static void fault_at(tay_ua_t address)
{
    act(&child);
    assert_false(sim_write(address, "x", 1));
}

static void assert_alive(bool alive)
{
    assert_int_equal(is_gone(&child), !alive);
}

/* A fault the kernel cannot resolve stops the thread and becomes a message. */
static void test_a_fault_becomes_a_message_to_the_supervisor(void **state)
{
    (void)state;
    child.context->pc = SIM_TEXT_UA + 8;
    child.context->sp = SIM_DATA_UA + 16;
    fault_at(NOWHERE + 5);
    assert_alive(true);
    assert_int_equal(thread_behind(&child)->state, THREAD_STOPPED);
    struct tay_message got = expect(TAY_KIND_FAULT);
    assert_true(got.badge == LABEL);
    assert_int_equal(got.word[TAY_FAULT_WORD_THREAD], thread_behind(&child)->own_handle);
    assert_int_equal(got.word[TAY_FAULT_WORD_KIND], TAY_FAULT_WRITE);
    assert_int_equal(got.word[TAY_FAULT_WORD_ADDRESS], NOWHERE + 5);
    assert_int_equal(got.word[TAY_FAULT_WORD_PC], SIM_TEXT_UA + 8);
    assert_int_equal(got.word[TAY_FAULT_WORD_STACK], SIM_DATA_UA + 16);
    expect_nothing();
}

static void test_every_kind_of_fault_is_told(void **state)
{
    for (unsigned kind = HAL_FAULT_ALIGNMENT; kind <= HAL_FAULT_BUS; kind++) {
        boot(state);
        act(&child);
        assert_false(sim_fault((enum hal_fault_kind)kind, SIM_DATA_UA));
        assert_int_equal(expect(TAY_KIND_FAULT).word[1], kind);
    }
}

/* A guard tells a stack that overflows from other accesses to nothing. */
static void test_a_stack_overflow_is_named(void **state)
{
    tay_ua_t address;
    for (unsigned write = 0; write < 2; write++) {
        boot(state);
        act(&child);
        assert_ok(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, 2 * PAGE, NOWHERE,
                                TAY_MAP_GUARD | TAY_MAP_FIXED, &address));
        assert_false(write ? sim_write(NOWHERE + 2 * PAGE - 1, "x", 1)
                           : sim_read(NOWHERE, &(char){0}, 1));
        struct tay_message got = expect(TAY_KIND_FAULT);
        assert_int_equal(got.word[TAY_FAULT_WORD_KIND], TAY_FAULT_STACK);
        assert_int_equal(got.word[TAY_FAULT_WORD_ADDRESS], NOWHERE + (write ? 2 * PAGE - 1 : 0));
    }
}

static void test_a_guard_makes_no_overflow_of_other_faults(void **state)
{
    tay_ua_t address;
    for (unsigned below = 0; below < 2; below++) {
        boot(state);
        act(&child);
        assert_ok(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, PAGE, NOWHERE,
                                TAY_MAP_GUARD | TAY_MAP_FIXED, &address));
        assert_false(sim_write(below ? NOWHERE - 1 : NOWHERE + PAGE, "x", 1));
        assert_int_equal(expect(TAY_KIND_FAULT).word[TAY_FAULT_WORD_KIND], TAY_FAULT_WRITE);
    }
    boot(state);
    act(&child);
    assert_ok(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, PAGE, NOWHERE,
                            TAY_MAP_GUARD | TAY_MAP_FIXED, &address));
    assert_false(sim_execute(NOWHERE));
    assert_int_equal(expect(TAY_KIND_FAULT).word[TAY_FAULT_WORD_KIND], TAY_FAULT_EXECUTE);
}

/* It can fix and resume: process_take gives the thread, thread_start lets it go on. */
static void test_a_supervisor_fixes_and_resumes(void **state)
{
    (void)state;
    tay_cap_t thread;
    tay_ua_t address;
    for (unsigned i = 0; i < 3; i++) {
        tay_ua_t place = NOWHERE + i * PAGE;
        fault_at(place);
        struct tay_message got = expect(TAY_KIND_FAULT);
        assert_ok(tay_process_take(child_handle, got.word[0], &thread));
        assert_ok(tay_space_map(child_handle, TAY_CAP_NULL, 0, PAGE, place,
                                TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_FIXED, &address));
        assert_ok(tay_thread_start(thread));
        assert_status(tay_thread_start(thread), TAY_ESTATE);
        act(&child);
        assert_true(sim_write(place, "x", 1));
        act(&scene.server);
        assert_ok(tay_cap_close(thread));
    }
}

/* Registers are as they were when the thread is resumed. */
static void test_a_resumed_thread_has_its_registers(void **state)
{
    (void)state;
    tay_cap_t thread;
    for (unsigned n = 0; n < 31; n++) {
        child.context->reg[n] = 1000 + n;
    }
    struct hal_context before = *child.context;
    fault_at(NOWHERE);
    struct tay_message got = expect(TAY_KIND_FAULT);
    assert_ok(tay_process_take(child_handle, got.word[0], &thread));
    assert_ok(tay_thread_start(thread));
    act(&child);
    assert_memory_equal(child.context->reg, before.reg, sizeof before.reg);
    assert_int_equal(child.context->pc, before.pc);
    assert_int_equal(child.context->sp, before.sp);
}

/* Or destroy: it then hears of the end, too. */
static void test_a_supervisor_destroys(void **state)
{
    (void)state;
    fault_at(NOWHERE);
    expect(TAY_KIND_FAULT);
    assert_ok(tay_object_destroy(child_handle));
    assert_alive(false);
    struct tay_message got = expect(TAY_KIND_EXITED);
    assert_true(got.badge == LABEL);
    assert_int_equal(got.word[0], TAY_EXIT_DESTROYED);
    expect_nothing();
}

/* Resumed without a fix it faults again, and the supervisor hears again. */
static void test_a_fault_that_is_not_fixed_comes_again(void **state)
{
    (void)state;
    fault_at(NOWHERE);
    act(&scene.init); /* resumed by somebody else before the supervisor has received */
    assert_ok(tay_thread_start(child.thread));
    fault_at(NOWHERE + 16);
    struct tay_message got = expect(TAY_KIND_FAULT);
    assert_int_equal(got.word[2], NOWHERE + 16);
    expect_nothing();
    act(&scene.init);
    assert_ok(tay_thread_start(child.thread));
    fault_at(NOWHERE + 32);
    assert_int_equal(expect(TAY_KIND_FAULT).word[2], NOWHERE + 32);
}

/* Each thread of a process faults for itself, and the others go on. */
static void test_threads_fault_one_by_one(void **state)
{
    (void)state;
    struct actor second = make_thread(&child, INIT_PRIORITY);
    fault_at(NOWHERE);
    act(&second);
    assert_true(sim_write(SIM_DATA_UA, "x", 1));
    assert_false(sim_write(NOWHERE, "x", 1));
    tay_word_t first = expect(TAY_KIND_FAULT).word[0];
    tay_word_t other = expect(TAY_KIND_FAULT).word[0];
    assert_int_equal(first, thread_behind(&child)->own_handle);
    assert_int_equal(other, thread_behind(&second)->own_handle);
}

/* The exit status comes with `exited`, once all that the process had has been given back. */
static void test_exited_tells_the_status(void **state)
{
    (void)state;
    act(&child);
    assert_status(tay_process_exit(TAY_CAP_SELF, 200), SIM_BLOCKED);
    struct tay_message got = expect(TAY_KIND_EXITED);
    assert_true(got.badge == LABEL);
    assert_int_equal(got.word[0], 200);
    assert_status(tay_object_destroy(child_handle), TAY_EHANDLE);
    expect_nothing();
}

/* Without a supervisor the process is destroyed. */
static void test_without_a_supervisor_the_process_is_destroyed(void **state)
{
    (void)state;
    act(&scene.client);
    assert_false(sim_write(NOWHERE, "x", 1));
    assert_true(is_gone(&scene.client));
    expect_nothing();
}

/* A supervisor that refuses, or is gone, is none. */
static void test_a_supervisor_that_refuses_is_none(void **state)
{
    (void)state;
    act(&scene.init);
    assert_ok(tay_endpoint_refuse(scene.endpoint, 1));
    fault_at(NOWHERE);
    assert_alive(false);
    assert_int_equal(expect(TAY_KIND_EXITED).word[0], TAY_EXIT_FAULT);
}

static void test_a_supervisor_that_is_gone_is_none(void **state)
{
    (void)state;
    init_close(scene.endpoint);
    kill_actor(&scene.server);
    assert_alive(true);
    fault_at(NOWHERE);
    assert_alive(false);
}

/* A supervisor that goes before it has heard of a fault: nobody will help the thread, which must
 * not stand still for ever. */
static void test_a_supervisor_that_goes_before_it_heard_of_a_fault(void **state)
{
    (void)state;
    fault_at(NOWHERE);
    assert_alive(true);
    init_close(scene.endpoint);
    assert_alive(true);
    kill_actor(&scene.server);
    assert_alive(false);
}

/* ... but somebody else may have helped it meanwhile: then it goes on. */
static void test_a_thread_that_was_resumed_outlives_the_news_of_its_fault(void **state)
{
    (void)state;
    fault_at(NOWHERE);
    act(&scene.init);
    assert_ok(tay_thread_start(child.thread));
    init_close(scene.endpoint);
    kill_actor(&scene.server);
    assert_alive(true);
    act(&child);
    assert_true(sim_write(SIM_DATA_UA, "x", 1));
}

static void test_an_endpoint_that_is_destroyed_before_it_told_of_a_fault(void **state)
{
    (void)state;
    fault_at(NOWHERE);
    act(&scene.init);
    assert_ok(tay_object_destroy(scene.endpoint));
    assert_alive(false);
}

/* A process that is destroyed while its fault is queued: both messages come, in order. */
static void test_a_process_that_ends_with_its_fault_queued(void **state)
{
    (void)state;
    fault_at(NOWHERE);
    act(&scene.init);
    assert_ok(tay_object_destroy(child.process));
    assert_alive(false);
    expect(TAY_KIND_FAULT);
    expect(TAY_KIND_EXITED);
    expect_nothing();
}

/* A server that faults with a call in hand: the caller waits, and gets PEER if it is destroyed. */
static void test_a_faulting_servers_caller(void **state)
{
    (void)state;
    tay_cap_t endpoint, called;
    struct tay_message message;
    act(&scene.init);
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &endpoint));
    tay_cap_t served = give(&child, endpoint, TAY_RIGHT_RECEIVE);
    called = give(&scene.client, endpoint, TAY_RIGHT_SEND);
    assert_status(call_as(&scene.client, called, 0), SIM_BLOCKED);
    assert_ok(receive_as(&child, served, &message));
    fault_at(NOWHERE);
    expect(TAY_KIND_FAULT);
    assert_true(is_blocked(&scene.client));
    assert_ok(tay_object_destroy(child_handle));
    struct tay_message got = result_of(&scene.client);
    assert_int_equal(got.result, TAY_EPEER);
    assert_int_equal(got.info, TAY_INFO_SEEN);
    expect(TAY_KIND_EXITED);
}

/* First touches and copies on write are the kernel's own: no message. */
static void test_a_fault_that_the_kernel_resolves_tells_nobody(void **state)
{
    (void)state;
    act(&child);
    assert_true(sim_write(SIM_DATA_UA + PAGE, "x", 1));
    expect_nothing();
}

/* Process_take makes a child of the other process's capability: closing leaves it, revoke not. */
static void test_process_take_derives(void **state)
{
    (void)state;
    tay_cap_t notification, taken;
    tay_word_t type, rights, badge;
    act(&child);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    act(&scene.server);
    assert_ok(tay_process_take(child_handle, notification, &taken));
    assert_ok(tay_cap_query(taken, &type, &rights, &badge));
    assert_int_equal(type, TAY_OBJECT_notification);
    act(&child);
    assert_ok(tay_cap_revoke(notification));
    act(&scene.server);
    assert_false(is_handle(taken));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUPERVISOR_TEST(test_a_fault_becomes_a_message_to_the_supervisor),
        SUPERVISOR_TEST(test_every_kind_of_fault_is_told),
        SUPERVISOR_TEST(test_a_stack_overflow_is_named),
        SUPERVISOR_TEST(test_a_guard_makes_no_overflow_of_other_faults),
        SUPERVISOR_TEST(test_a_supervisor_fixes_and_resumes),
        SUPERVISOR_TEST(test_a_resumed_thread_has_its_registers),
        SUPERVISOR_TEST(test_a_supervisor_destroys),
        SUPERVISOR_TEST(test_a_fault_that_is_not_fixed_comes_again),
        SUPERVISOR_TEST(test_threads_fault_one_by_one),
        SUPERVISOR_TEST(test_exited_tells_the_status),
        SUPERVISOR_TEST(test_without_a_supervisor_the_process_is_destroyed),
        SUPERVISOR_TEST(test_a_supervisor_that_refuses_is_none),
        SUPERVISOR_TEST(test_a_supervisor_that_is_gone_is_none),
        SUPERVISOR_TEST(test_a_supervisor_that_goes_before_it_heard_of_a_fault),
        SUPERVISOR_TEST(test_a_thread_that_was_resumed_outlives_the_news_of_its_fault),
        SUPERVISOR_TEST(test_an_endpoint_that_is_destroyed_before_it_told_of_a_fault),
        SUPERVISOR_TEST(test_a_process_that_ends_with_its_fault_queued),
        SUPERVISOR_TEST(test_a_faulting_servers_caller),
        SUPERVISOR_TEST(test_a_fault_that_the_kernel_resolves_tells_nobody),
        SUPERVISOR_TEST(test_process_take_derives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
