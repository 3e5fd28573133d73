/* SPDX-License-Identifier: MIT */
/*
 * Several cores: who runs where, and what is ended, held or changed from another core.
 */
#include "baseline.h"
#include "cores.h"

#include <hal/core.h>
#include <mem/frame.h>
#include <process/process.h>
#include <sched/core.h>
#include <sched/scheduler.h>

static void test_idle_cores_pull_work(void **state)
{
    (void)state;
    struct actor actor[CORES];
    for (unsigned i = 1; i < CORES; i++) {
        actor[i] = start_elsewhere(TAY_CAP_SELF);
    }
    act_as(init);
    actor[0] = start_thread(TAY_CAP_SELF, 1); /* one too many */
    assert_int_equal(core_that_runs(actor[0].context), CORES);
    act_as(actor[1].context);
    (void)!tay_object_destroy(actor[1].own); /* its core becomes free */
    assert_in_range(core_that_runs(actor[0].context), 1, CORES - 1);
}

/* Who wakes a more important one makes room for it, and goes on where a core sleeps. */
static void test_an_idle_core_takes_who_has_signalled(void **state)
{
    (void)state;
    tay_cap_t bell = make_notification(), never = make_notification();
    struct tay_message message = {0};
    struct actor busy[CORES];
    for (unsigned i = 1; i < CORES; i++) {
        busy[i] = start_elsewhere(TAY_CAP_SELF);
    }
    act_as(init);
    struct actor waiter = start_thread(TAY_CAP_SELF, PRIORITY_AHEAD);
    act_as(waiter.context);
    assert_false(sim_trap(TAY_TRAP_WAIT, bell, &message));
    assert_int_equal(core_that_runs(init), 0);
    unsigned idle = core_that_runs(busy[1].context);
    act_as(busy[1].context);
    message = (struct tay_message){0};
    assert_false(sim_trap(TAY_TRAP_WAIT, never, &message));
    act_as(init);
    message = (struct tay_message){.word = {1}};
    (void)!sim_trap(TAY_TRAP_NOTIFY, bell, &message);
    assert_int_equal(core_that_runs(waiter.context), 0);
    assert_int_equal(core_that_runs(init), idle);
}

static void test_a_server_runs_on_its_callers_core(void **state)
{
    (void)state;
    struct tay_message message;
    tay_cap_t endpoint = make_endpoint();
    struct actor server = start_elsewhere(TAY_CAP_SELF);
    assert_status(receive(endpoint, &message), SIM_BLOCKED);
    act_as(init);
    message = (struct tay_message){.info = 5};
    assert_status(sim_call(endpoint, &message), SIM_BLOCKED);
    assert_int_equal(core_that_runs(server.context), 0);
    act_as(server.context);
    message = (struct tay_message){.info = TAY_OK};
    assert_false(sim_trap(TAY_TRAP_REPLY_RECV, endpoint, &message));
    assert_int_equal(core_that_runs(init), 0);
}

static void test_what_runs_elsewhere_can_be_ended(void **state)
{
    (void)state;
    size_t frames = frame_free_count();
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    struct actor first = start_elsewhere(process);
    struct actor second = start_elsewhere(process);
    act_as(init);
    assert_ok(tay_object_destroy(process));
    assert_false(sim_is_live(first.context) || sim_is_live(second.context));
    assert_int_equal(frame_free_count(), frames);
    assert_int_equal(core_that_runs(init), 0);
}

/* The answer may come before the one who asked sleeps. */
static void test_who_ends_something_elsewhere_goes_on(void **state)
{
    (void)state;
    struct actor actor = start_elsewhere(TAY_CAP_SELF);
    act_as(init);
    assert_ok(tay_object_destroy(actor.handle));
    assert_false(sim_is_live(actor.context));
    assert_int_equal(core_that_runs(init), 0);
}

/* The other core may answer before the one that waits has gone to sleep. */
static void test_an_answer_before_the_sleep_counts(void **state)
{
    (void)state;
    sim_interleave(1);
    for (unsigned i = 0; i < 32; i++) {
        act_as(init);
        tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
        struct actor actor = start_elsewhere(process);
        act_as(init);
        assert_ok(tay_object_destroy(process));
        assert_false(sim_is_live(actor.context));
    }
}

static void test_two_end_each_other(void **state)
{
    (void)state;
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    struct actor actor = start_elsewhere(process);
    tay_word_t given;
    act_as(init);
    assert_ok(tay_process_give(process, TAY_CAP_SELF, TAY_RIGHT_READ | TAY_RIGHT_MANAGE, &given));
    struct actor thread = start_elsewhere(TAY_CAP_SELF);
    tay_word_t handle;
    act_as(init);
    assert_ok(tay_process_give(process, thread.handle, TAY_RIGHTS_ALL, &handle));
    act_as(actor.context);
    assert_ok(tay_object_destroy((tay_cap_t)handle));
    assert_false(sim_is_live(thread.context));
}

static void test_a_process_can_exit_from_any_core(void **state)
{
    (void)state;
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    struct actor first = start_elsewhere(process);
    struct actor second = start_elsewhere(process);
    act_as(second.context);
    (void)!tay_process_exit(TAY_CAP_SELF, 0);
    assert_false(sim_is_live(first.context) || sim_is_live(second.context));
    act_as(init);
    assert_false(is_handle(process));
}

static struct process *ending; /* whose end is observed */
static unsigned ending_on;

/* An idle core does what is left to do as soon as the last thread is off its core. */
static void end_from_another_core(void)
{
    const struct core *core = &sched_cores[ending_on];
    if (core->current == NULL && core->space_of == ending) {
        machine_set_on_release(NULL);
        machine_select(ending_on == 1 ? 2 : 1);
        assert_null(kernel_on_interrupt(NULL));
        assert_true(core->space_of != ending || !ending->object.dead);
        machine_select(ending_on);
        ending = NULL;
    }
}

static void test_a_space_stays_while_a_core_uses_it(void **state)
{
    (void)state;
    struct tay_message message;
    tay_cap_t process, supervisor = make_endpoint();
    assert_ok(tay_process_create(TAY_OWN_ACCOUNT, supervisor, 7, TAY_SLOTS_MIN, TAY_PRIORITY_MAX,
                                 &process));
    struct actor actor = start_elsewhere(process);
    ending_on = core_that_runs(actor.context);
    ending = thread_of_context(actor.context)->process;
    machine_set_on_release(end_from_another_core);
    (void)!tay_process_exit(TAY_CAP_SELF, 0);
    assert_null(ending);
    act_as(init);
    assert_ok(receive(supervisor, &message));
    assert_int_equal(message.badge, 7);
}

/* Idle cores help to end it while the core of the one that exits is still about to choose. */
static void test_a_core_lets_go_of_what_others_end(void **state)
{
    (void)state;
    sim_interleave(1);
    for (unsigned i = 0; i < 32; i++) {
        act_as(init);
        tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
        start_elsewhere(process);
        (void)!tay_process_exit(TAY_CAP_SELF, 0);
        act_as(init);
        assert_false(is_handle(process));
    }
}

/* Nothing of a process runs while it is cloned, on whatever core; afterwards it does again. */
static void test_threads_elsewhere_are_held_back(void **state)
{
    (void)state;
    tay_cap_t child, reply, process = make_process(TAY_OWN_ACCOUNT), endpoint = make_endpoint();
    tay_word_t called;
    struct tay_message message = {.info = 5};
    assert_ok(tay_process_give(process, endpoint, TAY_RIGHT_SEND, &called));
    struct actor client = start_elsewhere(process);
    assert_status(sim_call((tay_cap_t)called, &message), SIM_BLOCKED);
    struct actor busy = start_elsewhere(process);
    act_as(init);
    assert_ok(receive(endpoint, &message));
    assert_ok(tay_process_clone(TAY_CALL_IN_HAND, process, TAY_CAP_NULL, 1, 2, &child, &reply));
    assert_in_range(core_that_runs(busy.context), 1, CORES - 1);
    act_as(init);
    message = (struct tay_message){.info = TAY_OK};
    assert_true(sim_trap(TAY_TRAP_SEND, TAY_CALL_IN_HAND, &message));
    assert_status(sim_status(client.context), TAY_OK);
}

/* Each of two servers of two processes has a call of the other process in hand, and clones that at
 * the same time. One is first. */
static void test_two_clone_each_other(void **state)
{
    (void)state;
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    tay_cap_t mine = make_endpoint(), theirs = make_endpoint(), child, reply;
    tay_word_t called, served, self;
    struct tay_message message = {.info = 5};
    assert_ok(tay_process_give(process, mine, TAY_RIGHT_SEND, &called));
    assert_ok(tay_process_give(process, theirs, TAY_RIGHT_RECEIVE, &served));
    assert_ok(tay_process_give(process, TAY_CAP_SELF, TAY_RIGHTS_ALL, &self));
    struct actor client = start_elsewhere(process);
    assert_status(sim_call((tay_cap_t)called, &message), SIM_BLOCKED);
    struct actor server = start_elsewhere(process);
    assert_status(receive((tay_cap_t)served, &message), SIM_BLOCKED);
    struct actor other = start_elsewhere(TAY_CAP_SELF);
    message = (struct tay_message){.info = 5};
    assert_status(sim_call(theirs, &message), SIM_BLOCKED);
    act_as(init);
    assert_ok(receive(mine, &message));
    sim_hold_interrupts((1u << CORES) - 1);
    assert_status(tay_process_clone(TAY_CALL_IN_HAND, process, TAY_CAP_NULL, 1, 2, &child, &reply),
                  SIM_BLOCKED);
    act_as(server.context);
    assert_status(
        tay_process_clone(TAY_CALL_IN_HAND, (tay_cap_t)self, TAY_CAP_NULL, 1, 2, &child, &reply),
        SIM_BLOCKED);
    sim_hold_interrupts(0);
    assert_status(sim_status(init), TAY_OK);
    assert_status(sim_status(server.context), TAY_OK);
    assert_status(sim_status(client.context), SIM_BLOCKED);
    assert_status(sim_status(other.context), SIM_BLOCKED);
}

/* A thread of this priority wakes on this core at the next preemption point, when the time slice of
 * whoever acts is over. */
static void let_wake_later(unsigned priority)
{
    struct tay_message wait = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + 1};
    tay_cap_t bell = make_notification();
    struct actor actor = start_thread(TAY_CAP_SELF, priority);
    act_as(actor.context);
    assert_false(sim_trap(TAY_TRAP_WAIT, bell, &wait));
    act_as(init);
    machine_set_preemption_time(SCHEDULER_SLICE_NS);
    sim_set_preemption(1, 1);
}

/* Whoever clones waits behind more threads that are held back than a core looks at in one go. */
static void test_an_idle_core_looks_behind_those_held_back(void **state)
{
    (void)state;
    enum { HELD = 30, PRIORITY = 20 };
    tay_cap_t child, reply, process = make_process(TAY_OWN_ACCOUNT), endpoint = make_endpoint();
    tay_word_t called;
    struct tay_message message = {.info = 5};
    struct actor busy[CORES];
    assert_ok(tay_process_give(process, endpoint, TAY_RIGHT_SEND, &called));
    struct actor client = start_elsewhere(process);
    assert_status(sim_call((tay_cap_t)called, &message), SIM_BLOCKED);
    for (unsigned i = 1; i < CORES; i++) {
        busy[i] = start_elsewhere(TAY_CAP_SELF);
    }
    act_as(init);
    assert_ok(tay_thread_set_priority(sim_boot_info()->thread, PRIORITY));
    assert_ok(receive(endpoint, &message));
    for (unsigned i = 0; i < HELD; i++) {
        start_thread(process, PRIORITY);
    }
    let_wake_later(PRIORITY + 1);
    assert_status(tay_process_clone(TAY_CALL_IN_HAND, process, TAY_CAP_NULL, 1, 2, &child, &reply),
                  SIM_BLOCKED);
    sim_set_preemption(1, 0);
    assert_int_equal(core_that_runs(init), CORES);
    assert_true(process_is_held(thread_of_context(client.context)->process));
    act_as(busy[1].context);
    (void)!tay_object_destroy(busy[1].own); /* its core becomes free */
    assert_int_not_equal(core_that_runs(init), CORES);
    assert_status(sim_status(init), TAY_OK);
}

static void test_a_timeout_is_due_on_its_core(void **state)
{
    (void)state;
    tay_cap_t bell = make_notification();
    struct actor actor = start_elsewhere(TAY_CAP_SELF);
    unsigned core = core_that_runs(actor.context);
    struct tay_message wait = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + NS_PER_MS};
    act_as(actor.context);
    assert_false(sim_trap(TAY_TRAP_WAIT, bell, &wait));
    assert_true(machine_timer(core) == wait.badge);
    assert_true(machine_timer(0) == TAY_TIME_NEVER);
    act_as(init);
    sim_advance(NS_PER_MS);
    assert_status(sim_status(actor.context), TAY_ETIMEDOUT);
}

/* A priority that rises where somebody runs counts there at once. */
static void test_priority_of_what_waits_elsewhere(void **state)
{
    (void)state;
    struct actor actor[CORES];
    for (unsigned i = 1; i < CORES; i++) {
        actor[i] = start_elsewhere(TAY_CAP_SELF);
    }
    act_as(actor[1].context);
    struct actor waits = start_thread(TAY_CAP_SELF, 1);
    assert_int_equal(core_that_runs(waits.context), CORES);
    act_as(init);
    assert_ok(tay_thread_set_priority(waits.handle, 2));
    assert_in_range(core_that_runs(waits.context), 1, CORES - 1);
}

static unsigned releases;

static void count_release(void)
{
    releases++;
}

/* How often the lock is let go of while so many pages, which all are there, are unmapped. */
static unsigned releases_of_unmap(size_t pages, bool wanted)
{
    tay_ua_t address = map_fresh(pages, TAY_MAP_READ | TAY_MAP_WRITE);
    for (size_t page = 0; page < pages; page++) {
        assert_true(sim_write(address + page * PAGE, "*", 1));
    }
    releases = 0;
    machine_set_lock_wanted(wanted);
    machine_set_on_release(count_release);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address, pages * PAGE));
    machine_set_on_release(NULL);
    machine_set_lock_wanted(false);
    return releases;
}

/* A core that waits for the lock need not wait for the whole of an operation in pieces. */
static void test_long_work_lets_others_in(void **state)
{
    (void)state;
    assert_int_equal(releases_of_unmap(64, false), 1);
    unsigned few = releases_of_unmap(64, true), many = releases_of_unmap(256, true);
    assert_true(few > 1 && many > 2 * few);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORES_TEST(test_idle_cores_pull_work),
        CORES_TEST(test_an_idle_core_takes_who_has_signalled),
        CORES_TEST(test_a_server_runs_on_its_callers_core),
        CORES_TEST(test_what_runs_elsewhere_can_be_ended),
        CORES_TEST(test_who_ends_something_elsewhere_goes_on),
        CORES_TEST(test_two_end_each_other),
        CORES_TEST(test_a_process_can_exit_from_any_core),
        CORES_TEST(test_a_space_stays_while_a_core_uses_it),
        CORES_TEST(test_an_answer_before_the_sleep_counts),
        CORES_TEST(test_a_core_lets_go_of_what_others_end),
        CORES_TEST(test_threads_elsewhere_are_held_back),
        CORES_TEST(test_two_clone_each_other),
        CORES_TEST(test_an_idle_core_looks_behind_those_held_back),
        CORES_TEST(test_a_timeout_is_due_on_its_core),
        CORES_TEST(test_priority_of_what_waits_elsewhere),
        CORES_TEST(test_long_work_lets_others_in),
        INTERLEAVED_TEST(test_idle_cores_pull_work),
        INTERLEAVED_TEST(test_a_server_runs_on_its_callers_core),
        INTERLEAVED_TEST(test_what_runs_elsewhere_can_be_ended),
        INTERLEAVED_TEST(test_who_ends_something_elsewhere_goes_on),
        INTERLEAVED_TEST(test_two_end_each_other),
        INTERLEAVED_TEST(test_a_process_can_exit_from_any_core),
        INTERLEAVED_TEST(test_threads_elsewhere_are_held_back),
        INTERLEAVED_TEST(test_a_timeout_is_due_on_its_core),
        INTERLEAVED_TEST(test_priority_of_what_waits_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
