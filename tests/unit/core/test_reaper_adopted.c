/* SPDX-License-Identifier: MIT */
/*
 * Work that has lost its thread: the kernel goes on with it when the core is idle, and before
 * threads of no higher priority than the lost one's, whoever else dies meanwhile.
 */
#include "fixture.h"

#include <mem/frame.h>
#include <object/reaper.h>

#define RW TAY_MAP_WRITE
#define LINE 7u
#define PAGES 60u
#define STEP_NS 1000u  /* what each preemption point takes */
#define STEPS_MOST 40u /* more than it takes until all is done */

/* The low thread acts with PRIORITY_AHEAD; the one that interrupts it, and who looks on. */
#define PRIORITY_HIGH (PRIORITY_AHEAD + 2)
#define PRIORITY_ABOVE (PRIORITY_AHEAD + 5)

static void touch_fresh(void)
{
    tay_ua_t address = map_fresh(PAGES, RW);
    for (unsigned i = 0; i < PAGES; i++) {
        assert_true(sim_write(address + i * PAGE, "x", 1));
    }
}

static void wait_until(tay_cap_t notification, tay_time_t deadline_ns)
{
    tay_word_t bits;
    assert_status(tay_trap_wait(notification, TAY_INFO_DEADLINE, deadline_ns, &bits), SIM_BLOCKED);
}

/* Nobody is there to do the work, so that the idle core does. */
static void test_idle_core(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    tay_cap_t notification = make_notification();
    make_account(TAY_OWN_ACCOUNT, 1); /* slabs that stay */
    size_t frames = frame_free_count(), used = used_bytes(TAY_OWN_ACCOUNT);
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, 150);
    struct actor actor = start_thread(make_process(account), PRIORITY_BEHIND);
    wait_until(notification, sim_now() + NS_PER_MS);
    assert_ptr_equal(sim_current(), actor.context);
    touch_fresh();
    size_t frames_taken = frame_free_count();
    assert_status(tay_process_exit(TAY_CAP_SELF, 1), SIM_BLOCKED);
    assert_null(sim_current());
    assert_false(reaper_has_work());
    assert_true(frame_free_count() >= frames_taken + PAGES);
    assert_true(sim_run_until(init));
    assert_ok(tay_object_destroy(account));
    assert_int_equal(frame_free_count(), frames);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), used);
}

/* What the thread that ends things, and is ended half-way, has to do with. */
struct stage {
    struct hal_context *init;
    struct actor low;  /* ends memory, and is interrupted */
    struct actor high; /* interrupts, and ends the account of both */
    tay_cap_t account;
    tay_cap_t own_account; /* as the two know it */
};

/* A thread of `process` that waits for the line. */
static struct actor start_waiter(tay_cap_t process, tay_word_t notification)
{
    tay_word_t bits;
    struct actor actor = start_thread(process, PRIORITY_HIGH);
    assert_ptr_equal(sim_current(), actor.context);
    assert_status(tay_trap_wait((tay_cap_t)notification, 0, 0, &bits), SIM_BLOCKED);
    return actor;
}

/* A process that has no thread, and much to give back. It dies after the others of its account. */
static void make_rich_process(tay_cap_t account)
{
    tay_cap_t process = make_process(account), memory = make_memory(PAGES);
    for (unsigned i = 0; i < 20; i++) {
        tay_ua_t address;
        assert_ok(tay_space_map(process, memory, i * PAGE, PAGE, (2 * i + 1) * PAGE, RW, &address));
    }
}

/* Two threads of one process; the first in its list is to be the low one, or the high one. */
static struct stage set_stage(bool low_first)
{
    sim_boot(NULL);
    struct stage stage = {.init = sim_current()};
    tay_word_t theirs, given;
    tay_cap_t irq, notification = make_notification();
    assert_ok(tay_irq_create(sim_boot_info()->irq_control, LINE, notification, 1, &irq));
    assert_ok(tay_irq_acknowledge(irq));
    stage.account = make_account(TAY_OWN_ACCOUNT, 300);
    tay_cap_t process = make_process(stage.account);
    make_rich_process(stage.account);
    assert_ok(tay_process_give(process, notification, TAY_RIGHTS_ALL, &theirs));
    assert_ok(tay_process_give(process, stage.account, TAY_RIGHTS_ALL, &given));
    stage.own_account = (tay_cap_t)given;
    if (low_first) {
        stage.low = start_thread(process, PRIORITY_BEHIND);
        stage.high = start_waiter(process, theirs);
    } else {
        stage.high = start_waiter(process, theirs);
        stage.low = start_thread(process, PRIORITY_BEHIND);
    }
    assert_ptr_equal(sim_current(), stage.init);
    return stage;
}

/* The low thread is in the midst of ending its memory when the high one comes. */
static void interrupt_low(const struct stage *stage)
{
    let_act(&stage->low);
    tay_cap_t memory = make_memory(PAGES);
    tay_ua_t address = map_memory(memory, RW | TAY_MAP_SHARED);
    for (unsigned i = 0; i < PAGES; i++) {
        assert_true(sim_write(address + i * PAGE, "x", 1));
    }
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address, PAGES * PAGE));
    machine_raise_line(LINE); /* taken at the first preemption point */
    assert_ok(tay_object_destroy(memory));
    assert_ptr_equal(sim_current(), stage->high.context);
    assert_true(reaper_has_work());
}

/* The thread that reaps is ended from outside; who did that ends the rest. */
static void test_reaping_thread_is_ended(void **state)
{
    (void)state;
    struct stage stage = set_stage(true);
    struct actor killer = start_thread(TAY_CAP_SELF, PRIORITY_ABOVE);
    wait_until(make_notification(), sim_now() + NS_PER_MS);
    interrupt_low(&stage);
    sim_advance(NS_PER_MS);
    assert_ptr_equal(sim_current(), killer.context);
    assert_true(reaper_has_work());
    size_t frames = frame_free_count();
    assert_ok(tay_object_destroy(stage.low.handle));
    assert_false(sim_is_live(stage.low.context));
    assert_false(reaper_has_work());
    assert_true(frame_free_count() >= frames + PAGES / 2);
    assert_true(sim_is_live(stage.high.context));
}

/* Who has woken while the work had no thread: above it nothing is done, beside it all. */
static void look_on(const struct actor *above, const struct stage *stage)
{
    sim_set_preemption(0, 0);
    tay_cap_t account = stage->account;
    assert_false(is_handle(account));
    assert_true(reaper_has_work());
    assert_ok(tay_thread_set_priority(above->own, PRIORITY_HIGH + 1));
    assert_true(reaper_has_work());
    assert_ok(tay_thread_set_priority(above->own, PRIORITY_HIGH));
    assert_false(reaper_has_work());
    assert_ptr_equal(sim_current(), above->context);
}

/* Somebody wakes after so many steps. Whether both threads were gone then, and work was left. */
static bool wake_after(unsigned steps, bool low_first)
{
    struct stage stage = set_stage(low_first);
    struct actor above = start_thread(TAY_CAP_SELF, PRIORITY_ABOVE);
    wait_until(make_notification(), sim_now() + steps * STEP_NS);
    interrupt_low(&stage);
    machine_set_preemption_time(STEP_NS);
    sim_set_preemption(1, 1);
    (void)tay_object_destroy(stage.own_account); /* answered, or its caller is gone already */
    bool hit = sim_current() == above.context && !sim_is_live(stage.low.context) &&
               !sim_is_live(stage.high.context) && reaper_has_work();
    if (hit) {
        look_on(&above, &stage);
    }
    sim_set_preemption(0, 0);
    return hit;
}

/* The highest priority of those that are gone counts, in whichever order they went. */
static void test_priority_of_the_lost(void **state)
{
    (void)state;
    for (unsigned low_first = 0; low_first < 2; low_first++) {
        unsigned hits = 0;
        for (unsigned steps = 1; steps < STEPS_MOST; steps++) {
            hits += wake_after(steps, low_first != 0) ? 1 : 0;
        }
        assert_true(hits > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_idle_core),
        CORE_TEST(test_reaping_thread_is_ended),
        CORE_TEST(test_priority_of_the_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
