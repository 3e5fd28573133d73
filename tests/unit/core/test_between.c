/* SPDX-License-Identifier: MIT */
/*
 * What others do between two pieces of an operation: only what is asked for is done, whoever comes
 * in meanwhile.
 */
#include "cores.h"

#include <object/reaper.h>
#include <process/process.h>
#include <sched/scheduler.h>

#define URGENT 40u
#define RW (TAY_MAP_READ | TAY_MAP_WRITE)

/* Keeps every core but the first busy, and init there. A thread that sleeps there for a moment, and
 * is more important than init, comes in at init's next preemption point. */
static struct actor make_urgent(void)
{
    struct tay_message wait = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + 1};
    tay_cap_t bell = make_notification();
    for (unsigned core = 1; core < CORES; core++) {
        act_as(init);
        struct actor busy = make_thread(TAY_CAP_SELF, URGENT + 1);
        assert_ok(tay_thread_set_affinity(busy.handle, core));
        assert_ok(tay_thread_start(busy.handle));
    }
    act_as(init);
    assert_ok(tay_thread_set_affinity(sim_boot_info()->thread, 0));
    struct actor urgent = start_thread(TAY_CAP_SELF, URGENT);
    act_as(urgent.context);
    assert_false(sim_trap(TAY_TRAP_WAIT, bell, &wait));
    act_as(init);
    machine_set_preemption_time(SCHEDULER_SLICE_NS);
    return urgent;
}

static tay_ua_t map_touched(size_t pages)
{
    tay_ua_t address = map_fresh(pages, RW);
    for (size_t page = 0; page < pages; page++) {
        assert_true(sim_write(address + page * PAGE, "*", 1));
    }
    return address;
}

/* Whoever is in the midst of ending something goes on with that; a copy in pieces has ended
 * nothing.
 */
static void test_a_copy_does_not_reap_for_others(void **state)
{
    (void)state;
    size_t done;
    struct actor urgent = make_urgent();
    tay_ua_t buffer = map_touched(8);
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    for (unsigned i = 0; i < 20; i++) {
        make_thread(process, 1);
    }
    sim_set_preemption(1, 1);
    (void)!tay_object_destroy(process);
    act_as(urgent.context);
    assert_true(reaper_has_work());
    unsigned before = reaper_count();
    assert_ok(
        tay_space_read(TAY_CAP_SELF, buffer, sim_pointer(buffer + 4 * PAGE), 4 * PAGE, &done));
    assert_int_equal(done, 4 * PAGE);
    sim_set_preemption(0, 0);
    assert_true(reaper_has_work());
    assert_int_equal(reaper_count(), before);
}

/* What comes to where an unmap has been already stays there. */
static void test_an_unmap_leaves_what_comes_behind_it(void **state)
{
    (void)state;
    struct actor urgent = make_urgent();
    tay_ua_t range = map_touched(64);
    sim_set_preemption(1, 1);
    assert_status(tay_space_unmap(TAY_CAP_SELF, range, 64 * PAGE), SIM_BLOCKED);
    sim_set_preemption(0, 0);
    act_as(urgent.context);
    tay_ua_t got = map_fresh(1, RW);
    assert_int_equal(got, range);
    (void)!tay_object_destroy(urgent.own);
    act_as(init);
    assert_status(sim_status(init), TAY_OK);
    tay_ua_t start;
    size_t length, offset;
    tay_word_t flags;
    assert_ok(tay_space_query(TAY_CAP_SELF, range, &start, &length, &flags, &offset));
    assert_int_equal(start, got);
    assert_int_equal(length, PAGE);
}

/* A thread that is held back for a clone, and was pinned elsewhere just before, is in no run queue:
 * another priority must not bring it into that of its old core. */
static void test_who_is_held_back_goes_where_it_is_pinned(void **state)
{
    (void)state;
    tay_cap_t child, reply, process = make_process(TAY_OWN_ACCOUNT), endpoint = make_endpoint();
    tay_word_t called;
    struct tay_message message = {.info = 5};
    struct tay_message wait = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + 1};
    assert_ok(tay_process_give(process, endpoint, TAY_RIGHT_SEND, &called));
    struct actor client = start_elsewhere(process);
    assert_status(sim_call((tay_cap_t)called, &message), SIM_BLOCKED);
    struct actor held = start_elsewhere(process);
    unsigned from = core_that_runs(held.context), to = from == 1 ? 2 : 1;
    act_as(init);
    assert_ok(tay_thread_set_priority(sim_boot_info()->thread, 20));
    assert_ok(tay_thread_set_affinity(sim_boot_info()->thread, 0));
    assert_ok(receive(endpoint, &message));
    tay_cap_t bell = make_notification();
    struct actor urgent = start_thread(TAY_CAP_SELF, 21);
    act_as(urgent.context);
    assert_false(sim_trap(TAY_TRAP_WAIT, bell, &wait));
    act_as(init);
    sim_hold_interrupts(1u << from);
    assert_ok(tay_thread_set_affinity(held.handle, to));
    struct actor busy = make_thread(TAY_CAP_SELF, 3);
    assert_ok(tay_thread_set_affinity(busy.handle, from));
    assert_ok(tay_thread_start(busy.handle));
    machine_set_preemption_time(SCHEDULER_SLICE_NS);
    sim_set_preemption(1, 1);
    assert_status(tay_process_clone(TAY_CALL_IN_HAND, process, TAY_CAP_NULL, 1, 2, &child, &reply),
                  SIM_BLOCKED);
    sim_hold_interrupts(0);
    sim_set_preemption(0, 0);
    act_as(urgent.context);
    assert_true(process_is_held(thread_of_context(client.context)->process));
    assert_ok(tay_thread_set_priority(held.handle, 2));
    (void)!tay_object_destroy(urgent.own);
    assert_int_equal(core_that_runs(held.context), to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORES_TEST(test_a_copy_does_not_reap_for_others),
        CORES_TEST(test_an_unmap_leaves_what_comes_behind_it),
        CORES_TEST(test_who_is_held_back_goes_where_it_is_pinned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
