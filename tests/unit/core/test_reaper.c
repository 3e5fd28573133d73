/* SPDX-License-Identifier: MIT */
/*
 * The end of things: what outlives what, who helps, and that nothing is left: as many free frames
 * and as much charged as before.
 */
#include "fixture.h"

#include <mem/frame.h>
#include <object/reaper.h>

#define RW TAY_MAP_WRITE
#define SHARED_RW (TAY_MAP_WRITE | TAY_MAP_SHARED)
#define LINE 7u

/* What there is before, and must be again. */
struct balance {
    size_t frames;
    size_t used;
};

static struct balance take_balance(void)
{
    return (struct balance){frame_free_count(), used_bytes(TAY_OWN_ACCOUNT)};
}

static void assert_balance(struct balance before)
{
    assert_false(reaper_has_work());
    assert_int_equal(frame_free_count(), before.frames);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before.used);
}

/* What somebody else still holds survives its account, and is charged to the parent until then. */
static void test_what_others_hold_survives(void **state)
{
    (void)state;
    make_account(TAY_OWN_ACCOUNT, 1);
    struct balance before = take_balance();
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, 50), inner = make_account(account, 30),
              memory, other;
    assert_ok(tay_memory_create(inner, 3 * PAGE, &memory));
    assert_ok(tay_memory_create(inner, PAGE, &other));
    tay_ua_t address = map_memory(memory, SHARED_RW);
    assert_true(sim_write(address, "x", 1));
    size_t mapping = 2 * PAGE, objects = (3 + 1 + 1 + 1) * PAGE; /* tables; pages, index, slab */
    assert_ok(tay_object_destroy(account));
    assert_false(is_handle(account) || is_handle(inner));
    /* The two account objects stay as shells; the one in `account` takes a page there. */
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before.used + mapping + objects + PAGE);
    assert_ok(tay_cap_close(other));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before.used + mapping + objects);
    assert_true(sim_write(address + PAGE, "y", 1));
    assert_true(is_handle(memory));
    assert_ok(tay_cap_close(memory));
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address, 3 * PAGE));
    assert_balance(before);
}

/* The account of a process that ended outlives it while its message waits. */
static void test_message_outlives_account(void **state)
{
    (void)state;
    make_account(TAY_OWN_ACCOUNT, 1);
    tay_cap_t endpoint = make_endpoint(), process;
    struct balance before = take_balance();
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, 20);
    assert_ok(tay_process_create(account, endpoint, 5, 64, 0, &process));
    assert_ok(tay_object_destroy(account));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before.used + PAGE);
    struct tay_message message;
    assert_ok(receive(endpoint, &message));
    assert_int_equal(message.badge, 5);
    assert_balance(before);
}

/* An operation that was preempted after it had ended something still sees to its end. */
static void test_resumed_operation_ends_what_it_ended(void **state)
{
    (void)state;
    struct balance before = take_balance();
    tay_cap_t memory = make_memory(2);
    tay_ua_t address = map_memory(memory, SHARED_RW), fresh;
    assert_ok(tay_cap_close(memory));
    assert_ok(tay_space_map(TAY_CAP_SELF, 0, 0, 2 * PAGE, address + 2 * PAGE, RW, &fresh));
    assert_true(sim_write(address, "x", 1));
    sim_set_preemption(1, 1);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address, 4 * PAGE));
    sim_set_preemption(0, 0);
    assert_balance(before);
}

/*
 * A thread of a dying process that an interrupt woke, so that it runs once more. It asks for memory
 * that is not there, helps to end what is dying, and so ends itself.
 */
static void test_thread_that_ends_itself_by_helping(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    tay_word_t theirs, bits;
    tay_cap_t irq, memory;
    tay_cap_t notification = make_notification();
    assert_ok(tay_irq_create(sim_boot_info()->irq_control, LINE, notification, 1, &irq));
    assert_ok(tay_irq_acknowledge(irq));
    make_account(TAY_OWN_ACCOUNT, 1);
    struct balance before = take_balance();
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, 20), process = make_process(account);
    assert_ok(tay_process_give(process, notification, TAY_RIGHTS_ALL, &theirs));
    struct actor actor = start_thread(process, PRIORITY_AHEAD);
    assert_status(tay_trap_wait((tay_cap_t)theirs, 0, 0, &bits), SIM_BLOCKED);
    machine_raise_line(LINE);               /* taken at the first preemption point */
    assert_ok(tay_object_destroy(process)); /* answered, but not gone back */
    assert_ptr_equal(sim_current(), actor.context);
    assert_false(is_handle(TAY_CAP_SELF));
    assert_status(tay_memory_create(TAY_OWN_ACCOUNT, 100 * PAGE, &memory), SIM_BLOCKED);
    assert_false(sim_is_live(actor.context));
    assert_ptr_equal(sim_current(), init);
    assert_ok(tay_object_destroy(account));
    assert_balance(before);
}

/* What a dying process still has is not missing: who would be told so helps first. */
static void test_memory_on_its_way_back(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    tay_word_t given, bits;
    tay_cap_t irq, memory;
    tay_cap_t notification = make_notification();
    assert_ok(tay_irq_create(sim_boot_info()->irq_control, LINE, notification, 1, &irq));
    assert_ok(tay_irq_acknowledge(irq));
    tay_cap_t account = make_account(TAY_OWN_ACCOUNT, 100);
    tay_cap_t victim = make_process(account), other = make_process(account);
    struct actor actor = start_thread(victim, PRIORITY_AHEAD);
    map_fresh(60, RW);
    step_back(&actor);
    assert_ok(tay_process_give(other, notification, TAY_RIGHTS_ALL, &given));
    struct actor high = start_thread(other, PRIORITY_AHEAD);
    assert_status(tay_trap_wait((tay_cap_t)given, 0, 0, &bits), SIM_BLOCKED);
    machine_raise_line(LINE);
    assert_ok(tay_object_destroy(victim)); /* answered, but not gone back */
    assert_ptr_equal(sim_current(), high.context);
    assert_true(reaper_has_work());
    assert_ok(tay_memory_create(TAY_OWN_ACCOUNT, 60 * PAGE, &memory));
    step_back(&high);
    assert_ptr_equal(sim_current(), init);
    assert_false(reaper_has_work());
}

/* Destroying something twice is nothing new: its handle is gone. */
static void test_handles_are_stale_at_once(void **state)
{
    (void)state;
    tay_cap_t memory = make_memory(50), copy = make_copy(memory, TAY_RIGHTS_ALL);
    for (unsigned i = 0; i < 50; i++) {
        make_copy(copy, TAY_RIGHTS_ALL);
    }
    assert_ok(tay_object_destroy(copy));
    assert_status(tay_object_destroy(memory), TAY_EHANDLE);
    assert_status(tay_object_destroy(copy), TAY_EHANDLE);
}

/* What nobody uses ends with its last capability, and the reaper never hears of it. */
static void test_what_nobody_uses_ends_at_once(void **state)
{
    (void)state;
    make_endpoint();
    make_notification();
    struct balance before = take_balance();
    tay_cap_t endpoint = make_endpoint(), notification = make_notification(), copy, session;
    unsigned listed = reaper_count();
    assert_ok(tay_cap_copy(endpoint, TAY_RIGHTS_ALL, &copy));
    assert_ok(tay_cap_close(endpoint));
    assert_true(is_handle(copy));
    assert_ok(tay_cap_close(copy));
    assert_ok(tay_trap_notify(notification, 1));
    assert_ok(tay_cap_close(notification));
    assert_int_equal(reaper_count(), listed);
    assert_balance(before);
    /* What is used does not. */
    endpoint = make_endpoint();
    assert_ok(tay_session_mint(endpoint, 1, 0, 0, &session));
    assert_ok(tay_cap_close(endpoint));
    assert_int_not_equal(reaper_count(), listed);
    assert_status(tay_cap_close(endpoint), TAY_EHANDLE);
    assert_ok(tay_cap_close(session));
    endpoint = make_endpoint();
    notification = make_notification();
    assert_ok(tay_endpoint_bind(endpoint, notification));
    assert_ok(tay_cap_close(notification));
    assert_ok(tay_cap_close(endpoint));
    assert_balance(before);
}

/* A thread that ends itself is gone before anything else can happen. */
static void test_thread_that_ends_itself_is_gone_at_once(void **state)
{
    (void)state;
    struct hal_context *init = sim_current();
    tay_cap_t irq, notification = make_notification();
    assert_ok(tay_irq_create(sim_boot_info()->irq_control, LINE, notification, 1, &irq));
    assert_ok(tay_irq_acknowledge(irq));
    make_thread(TAY_CAP_SELF, 0);
    struct balance before = take_balance();
    struct actor actor = start_thread(TAY_CAP_SELF, PRIORITY_AHEAD);
    machine_raise_line(LINE); /* would be taken at a preemption point */
    assert_status(tay_object_destroy(actor.own), SIM_BLOCKED);
    assert_ptr_equal(sim_current(), init);
    assert_false(sim_is_live(actor.context));
    assert_false(is_handle(actor.own));
    assert_balance(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_what_others_hold_survives),
        CORE_TEST(test_message_outlives_account),
        CORE_TEST(test_resumed_operation_ends_what_it_ended),
        CORE_TEST(test_thread_that_ends_itself_by_helping),
        CORE_TEST(test_memory_on_its_way_back),
        CORE_TEST(test_handles_are_stale_at_once),
        CORE_TEST(test_what_nobody_uses_ends_at_once),
        CORE_TEST(test_thread_that_ends_itself_is_gone_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
