/* SPDX-License-Identifier: MIT */
/*
 * The scheduler: priorities, round robin, slices, yield, and a timer that is armed only when
 * somebody needs it.
 */
#include "fixture.h"

#include <hal/core.h>
#include <sched/scheduler.h>

#define INIT_PRIORITY 32u
#define SLICE SCHEDULER_SLICE_NS

/* A thread of init's, so that the address space stays. */
static struct actor sibling(unsigned priority)
{
    return start_thread(TAY_CAP_SELF, priority);
}

static void test_higher_priority_runs_at_once(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    struct actor equal = sibling(INIT_PRIORITY);
    assert_ptr_equal(sim_current(), init);
    struct actor high = sibling(INIT_PRIORITY + 1);
    assert_ptr_equal(sim_current(), high.context);
    struct actor higher = sibling(TAY_PRIORITY_MAX);
    assert_ptr_equal(sim_current(), higher.context);
    assert_ok(tay_object_destroy(high.handle));
    assert_ptr_equal(sim_current(), higher.context);
    assert_ok(tay_thread_set_priority(higher.own, 0));
    assert_ptr_equal(sim_current(), init); /* preempted, so before its equals */
    assert_ok(tay_object_destroy(equal.handle));
    assert_ok(tay_object_destroy(higher.handle));
    assert_ptr_equal(sim_current(), init);
}

static void test_yield_goes_round(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    struct actor second = sibling(INIT_PRIORITY), third = sibling(INIT_PRIORITY);
    sibling(INIT_PRIORITY - 1);
    for (unsigned round = 0; round < 3; round++) {
        assert_ptr_equal(sim_current(), init);
        tay_trap_yield();
        assert_ptr_equal(sim_current(), second.context);
        tay_trap_yield();
        assert_ptr_equal(sim_current(), third.context);
        tay_trap_yield();
    }
    assert_ok(tay_object_destroy(second.handle));
    assert_ok(tay_object_destroy(third.handle));
    tay_trap_yield();
    assert_ptr_equal(sim_current(), init);
}

static void test_slices_go_round(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    struct actor second = sibling(INIT_PRIORITY);
    sibling(INIT_PRIORITY - 1);
    sim_advance(SLICE - 1);
    assert_ptr_equal(sim_current(), init);
    sim_advance(1);
    assert_ptr_equal(sim_current(), second.context);
    sim_advance(SLICE - 1);
    assert_ptr_equal(sim_current(), second.context);
    sim_advance(1);
    assert_ptr_equal(sim_current(), init);
}

/* The rest of a slice is kept over a preemption, and a yield begins a new one. */
static void test_rest_of_a_slice(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    struct actor second = sibling(INIT_PRIORITY);
    struct actor high = sibling(PRIORITY_BEHIND);
    sim_advance(SLICE / 4);
    let_act(&high);
    sim_advance(5 * SLICE);
    step_back(&high);
    assert_ptr_equal(sim_current(), init);
    sim_advance(SLICE - SLICE / 4 - 1);
    assert_ptr_equal(sim_current(), init);
    sim_advance(1);
    assert_ptr_equal(sim_current(), second.context);
    sim_advance(SLICE / 2);
    tay_trap_yield();
    assert_ptr_equal(sim_current(), init);
    tay_trap_yield();
    sim_advance(SLICE - 1);
    assert_ptr_equal(sim_current(), second.context);
    sim_advance(1);
    assert_ptr_equal(sim_current(), init);
}

/* Who has had its slice while it was alone goes behind a newcomer at once. */
static void test_slice_that_was_over(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    sim_advance(3 * SLICE);
    assert_ptr_equal(sim_current(), init);
    struct actor second = start_thread(TAY_CAP_SELF, INIT_PRIORITY);
    assert_ptr_equal(sim_current(), second.context);
    sim_advance(SLICE);
    assert_ptr_equal(sim_current(), init);
    sim_advance(SLICE - 1);
    assert_ptr_equal(sim_current(), init);
}

/* What the core's timer was set for is gone: it still fires, once. */
static void fire_for_nothing(void)
{
    assert_true(machine_timer(0) != TAY_TIME_NEVER);
    sim_advance(machine_timer(0) - sim_now());
}

static void test_timer_is_armed_when_needed(void **state)
{
    (void)state;
    tay_word_t bits;
    assert_int_equal(machine_timer(0), TAY_TIME_NEVER); /* alone: nothing to wait for */
    sim_advance(NS_PER_MS);
    tay_time_t start = sim_now();
    struct actor lower = sibling(INIT_PRIORITY - 1);
    assert_int_equal(machine_timer(0), TAY_TIME_NEVER);
    struct actor equal = sibling(INIT_PRIORITY);
    assert_int_equal(machine_timer(0), SLICE);
    tay_trap_yield();
    /* It may fire before, and is set anew then. */
    assert_true(machine_timer(0) > sim_now() && machine_timer(0) <= start + SLICE);
    assert_ok(tay_thread_set_priority(sim_boot_info()->thread, 1));
    fire_for_nothing();
    assert_int_equal(machine_timer(0), TAY_TIME_NEVER);
    tay_cap_t notification = make_notification();
    assert_status(tay_trap_wait(notification, TAY_INFO_DEADLINE, 90 * SLICE, &bits), SIM_BLOCKED);
    assert_int_equal(machine_timer(0), 90 * SLICE);
    assert_ptr_equal(sim_current(), lower.context);
    assert_ok(tay_object_destroy(equal.handle));
    fire_for_nothing();
    assert_int_equal(machine_timer(0), TAY_TIME_NEVER);
}

static void test_idle(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    tay_word_t bits;
    tay_cap_t notification = make_notification();
    assert_status(tay_trap_wait(notification, TAY_INFO_DEADLINE, SLICE, &bits), SIM_BLOCKED);
    assert_null(sim_current());
    assert_null(machine_translate(SIM_TEXT_UA, HAL_FAULT_EXECUTE)); /* no space is active */
    assert_true(sim_run_until(init));
    assert_int_equal(sim_now(), SLICE);
    assert_true(sim_execute(SIM_TEXT_UA));
}

/* A ready thread that changes its priority goes to the end of its new queue. */
static void test_priority_of_ready_threads(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    struct actor a = sibling(5), b = sibling(5), c = sibling(6);
    assert_ok(tay_thread_set_priority(a.handle, 6));
    assert_ok(tay_thread_set_priority(sim_boot_info()->thread, 4));
    assert_ptr_equal(sim_current(), c.context);
    assert_status(tay_object_destroy(c.own), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), a.context);
    assert_ok(tay_thread_set_priority(a.own, 5));
    assert_ptr_equal(sim_current(), b.context);
    assert_ok(tay_thread_set_priority(b.own, 3));
    assert_ptr_equal(sim_current(), a.context);
    assert_ok(tay_thread_set_priority(sim_boot_info()->thread, INIT_PRIORITY));
    assert_ptr_equal(sim_current(), init);
}

static void test_unknown_traps(void **state)
{
    (void)state;
    static const unsigned traps[] = {TAY_TRAP_COUNT, 0xffff, ~0u};
    for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
        struct tay_message message = {.info = 5, .lend_read = 7};
        assert_true(sim_trap(traps[i], TAY_CAP_SELF, &message));
        assert_int_equal(message.result, TAY_ENOSYS);
        assert_int_equal(message.info, 0);
    }
}

/* Alone it has run for longer than its slice, and then slept. */
static void test_who_wakes_has_a_slice(void **state)
{
    (void)state;
    tay_cap_t bell = make_notification();
    struct tay_message wait = {0};
    struct actor actor = sibling(INIT_PRIORITY + 1);
    sim_advance(2 * SLICE);
    assert_false(sim_trap(TAY_TRAP_WAIT, bell, &wait));
    assert_ok(tay_trap_notify(bell, 1));
    assert_ptr_equal(sim_current(), actor.context);
    struct actor equal = sibling(INIT_PRIORITY + 1);
    assert_ptr_equal(sim_current(), actor.context);
    sim_advance(SLICE);
    assert_ptr_equal(sim_current(), equal.context);
}

static tay_time_t run_of(tay_cap_t thread)
{
    tay_word_t thread_state, priority;
    tay_time_t run_ns;
    assert_ok(tay_thread_query(thread, &thread_state, &priority, &run_ns));
    return run_ns;
}

/* From one thread to the other the kernel takes time, and one of the two pays for it. */
static void test_switches_are_paid_for(void **state)
{
    (void)state;
    tay_cap_t init = sim_boot_info()->thread;
    struct actor second = sibling(INIT_PRIORITY);
    machine_let_readings_take(1);
    tay_time_t start = sim_now(), before = run_of(init) + run_of(second.handle);
    for (unsigned turn = 0; turn < 100; turn++) {
        sim_advance(SLICE);
    }
    tay_time_t run = run_of(init) + run_of(second.handle) - before;
    tay_time_t took = sim_now() - start;
    assert_in_range(took - run, 0, 10); /* the queries' own readings */
}

/* A kick makes a core look for work; here there is none. */
static void test_kick(void **state)
{
    (void)state;
    sim_boot(&(struct sim_options){.cores = 2});
    struct hal_context *init = sim_current();
    hal_core_kick(1);
    sim_advance(0);
    sim_select_core(1);
    assert_false(machine_interrupt_waits());
    assert_null(sim_current());
    sim_select_core(0);
    assert_ptr_equal(sim_current(), init);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_higher_priority_runs_at_once),
        CORE_TEST(test_yield_goes_round),
        CORE_TEST(test_slices_go_round),
        CORE_TEST(test_rest_of_a_slice),
        CORE_TEST(test_slice_that_was_over),
        CORE_TEST(test_timer_is_armed_when_needed),
        CORE_TEST(test_idle),
        CORE_TEST(test_priority_of_ready_threads),
        CORE_TEST(test_unknown_traps),
        CORE_TEST(test_who_wakes_has_a_slice),
        CORE_TEST(test_switches_are_paid_for),
        CORE_TEST(test_kick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
