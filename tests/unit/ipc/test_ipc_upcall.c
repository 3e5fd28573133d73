/* SPDX-License-Identifier: MIT */
/*
 * Upcalls: what POSIX signals stand on. The client is interrupted by init.
 */
#include "scene.h"

#include "sim_internal.h"

#include <process/process.h>

#define ENTRY (SIM_TEXT_UA + 0x100)
#define AREA (SIM_DATA_UA + 0x400)
#define STACK (SIM_DATA_UA + SIM_DATA_BYTES)
#define NOWHERE ((tay_ua_t)0x7000000)

/* The registers as they stand in the save area. */
struct image {
    uint64_t reg[31];
    uint64_t sp;
    uint64_t pc;
};

_Static_assert(sizeof(struct image) == HAL_CONTEXT_IMAGE_BYTES, "all of it");

static tay_cap_t own; /* the client's thread in its own table */

static int boot(void **state)
{
    scene_boot(state);
    own = thread_behind(&scene.client)->own_handle;
    act(&scene.client);
    assert_ok(tay_process_set_upcall(TAY_CAP_SELF, ENTRY));
    assert_ok(tay_thread_set_save_area(own, AREA));
    return 0;
}

#define UPCALL_TEST(function) cmocka_unit_test_setup_teardown(function, boot, scene_stop)

static void interrupt(tay_word_t cause)
{
    act(&scene.init);
    assert_ok(tay_thread_interrupt(scene.client.thread, cause));
}

/* The client is in an upcall, of which nothing has run yet. */
static void assert_entered(tay_word_t cause)
{
    const struct hal_context *context = scene.client.context;
    act(&scene.client);
    assert_int_equal(context->pc, ENTRY);
    assert_int_equal(context->reg[0], cause);
    assert_int_equal(context->reg[1], AREA);
    assert_int_equal(context->sp % 16, 0);
}

static struct image saved(void)
{
    struct image image;
    act(&scene.client);
    assert_true(sim_read(AREA, &image, sizeof image));
    return image;
}

/* The client resumes itself, which has no result of its own, in no register. */
static void resume(void)
{
    struct hal_context *context = scene.client.context;
    act(&scene.client);
    context->reg[0] = own;
    context->reg[1] = TAY_OP_thread_resume;
    context->in_trap = true;
    step_settle(kernel_on_trap(context, TAY_TRAP_CALL));
}

/* thread_interrupt ends a blocking operation with CANCELED: each kind of it, */
static void test_an_interrupt_ends_a_wait_with_canceled(void **state)
{
    (void)state;
    tay_cap_t notification;
    tay_word_t bits;
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    assert_status(tay_trap_wait(notification, 0, 0, &bits), SIM_BLOCKED);
    interrupt(4);
    assert_entered(4);
    assert_int_equal(saved().reg[0], TAY_ECANCELED);
    resume();
    assert_status(sim_status(scene.client.context), TAY_ECANCELED);
    assert_status(tay_trap_wait(notification, 0, 0, &bits), SIM_BLOCKED); /* for once */
}

static void test_an_interrupt_ends_a_receive_with_canceled(void **state)
{
    (void)state;
    tay_cap_t endpoint;
    struct tay_message message;
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &endpoint));
    assert_status(receive_as(&scene.client, endpoint, &message), SIM_BLOCKED);
    interrupt(1);
    assert_entered(1);
    assert_int_equal(saved().reg[0], TAY_ECANCELED);
}

/* and a call, queued, taken and put aside, with SEEN if the server had taken it. */
static void test_an_interrupt_ends_a_call_with_canceled(void **state)
{
    for (unsigned stage = 0; stage < 3; stage++) {
        boot(state);
        assert_status(call_as(&scene.client, scene.called, 0), SIM_BLOCKED);
        if (stage > 0) {
            expect(TAY_KIND_CALL);
        }
        if (stage > 1) {
            put_aside(6);
        }
        interrupt(1);
        assert_entered(1);
        assert_int_equal(saved().reg[0], TAY_ECANCELED);
        assert_int_equal(saved().reg[1], stage > 0 ? TAY_INFO_SEEN : 0);
        if (stage == 1) {
            assert_status(answer_as(&scene.server, TAY_OK), TAY_EPEER);
        } else if (stage == 2) {
            assert_int_equal(expect(TAY_KIND_ABANDONED).badge, 6);
        }
        expect_nothing();
    }
}

/* It saves the registers in the area that the thread registered, and resume takes them back: what
 * was interrupted while it ran goes on as if nothing had been. */
static void test_the_registers_are_saved_and_taken_back(void **state)
{
    (void)state;
    struct hal_context *context = scene.client.context;
    for (unsigned n = 0; n < 31; n++) {
        context->reg[n] = 3000 + n;
    }
    context->pc = SIM_TEXT_UA + 12;
    context->sp = STACK - 40;
    struct hal_context before = *context;
    interrupt(2);
    assert_entered(2);
    struct image image = saved();
    assert_memory_equal(image.reg, before.reg, sizeof image.reg);
    assert_int_equal(image.pc, before.pc);
    assert_int_equal(image.sp, before.sp);
    assert_true(context->sp <= before.sp);
    resume();
    assert_memory_equal(context->reg, before.reg, sizeof before.reg);
    assert_int_equal(context->pc, before.pc);
    assert_int_equal(context->sp, before.sp);
}

/* As they stand there now: what the handler changes counts. */
static void test_resume_takes_the_registers_as_they_stand_there_now(void **state)
{
    (void)state;
    interrupt(1);
    assert_entered(1);
    struct image image = saved();
    image.reg[7] = 77;
    image.pc = SIM_TEXT_UA + 4;
    assert_true(sim_write(AREA, &image, sizeof image));
    resume();
    assert_int_equal(scene.client.context->reg[7], 77);
    assert_int_equal(scene.client.context->pc, SIM_TEXT_UA + 4);
}

/* Further interrupts are held back until then, and their bits joined; a blocking operation of the
 * handler does not end by them. */
static void test_further_interrupts_are_held_back(void **state)
{
    (void)state;
    tay_cap_t notification;
    tay_word_t bits;
    interrupt(1);
    assert_entered(1);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    assert_status(tay_trap_wait(notification, 0, 0, &bits), SIM_BLOCKED);
    interrupt(2);
    interrupt(8);
    assert_true(is_blocked(&scene.client));
    tay_cap_t signalled;
    act(&scene.init);
    assert_ok(tay_process_take(scene.client.process, notification, &signalled));
    assert_ok(tay_trap_notify(signalled, 1));
    assert_int_equal(result_of(&scene.client).word[0], 1);
    uint64_t pc = saved().pc;
    resume(); /* into the next one */
    assert_entered(10);
    assert_int_equal(saved().pc, pc);
    resume();
    assert_int_equal(scene.client.context->pc, pc);
}

/* A stopped thread enters when it is started. */
static void test_a_stopped_thread_enters_when_it_is_started(void **state)
{
    (void)state;
    tay_cap_t thread;
    assert_ok(tay_thread_create(TAY_CAP_SELF, SIM_TEXT_UA, STACK, 5, INIT_PRIORITY, &thread));
    assert_ok(tay_thread_set_save_area(thread, AREA));
    struct list_node *newest = list_first(&thread_behind(&scene.client)->process->threads);
    struct thread *stopped = container_of(newest, struct thread, in_process);
    assert_ok(tay_thread_interrupt(thread, 3));
    assert_int_equal(stopped->context.pc, SIM_TEXT_UA);
    assert_ok(tay_thread_start(thread));
    scene.client.context = &stopped->context;
    assert_entered(3);
    assert_int_equal(saved().pc, SIM_TEXT_UA);
    assert_int_equal(saved().reg[0], 5);
}

/* A thread may interrupt itself: the result of that is among what is saved. */
static void test_a_thread_interrupts_itself(void **state)
{
    (void)state;
    struct tay_message message = {.info = TAY_OP_thread_interrupt, .word = {5}};
    (void)sim_trap(TAY_TRAP_CALL, own, &message);
    assert_entered(5);
    assert_int_equal(saved().reg[0], TAY_OK);
}

/* An area that cannot be written is a fault of the thread: its supervisor mends it, and the
 * interrupt, still due, comes then. */
static void test_an_area_that_cannot_be_written_is_a_fault(void **state)
{
    (void)state;
    tay_ua_t address;
    struct actor child = make_actor(TAY_OWN_ACCOUNT, scene.endpoint, 9);
    tay_cap_t handle = give(&scene.server, child.process, TAY_RIGHTS_ALL);
    act(&child);
    assert_ok(tay_process_set_upcall(TAY_CAP_SELF, ENTRY));
    assert_ok(tay_thread_set_save_area(thread_behind(&child)->own_handle, NOWHERE));
    act(&scene.init);
    assert_ok(tay_thread_interrupt(child.thread, 1));
    while (thread_behind(&child)->state == THREAD_READY) {
        tay_trap_yield(); /* until it has had its turn */
    }
    struct tay_message got = expect(TAY_KIND_FAULT);
    assert_int_equal(got.word[1], HAL_FAULT_WRITE);
    assert_int_equal(got.word[2], NOWHERE);
    assert_ok(tay_space_map(handle, TAY_CAP_NULL, 0, PAGE, NOWHERE,
                            TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_FIXED, &address));
    act(&scene.init);
    assert_ok(tay_thread_start(child.thread));
    act(&child);
    assert_int_equal(child.context->pc, ENTRY);
    assert_int_equal(child.context->reg[1], NOWHERE);
}

/* Somebody else resumes a thread only while that is stopped. */
static void test_another_thread_is_resumed_only_while_it_is_stopped(void **state)
{
    (void)state;
    interrupt(1);
    assert_entered(1);
    act(&scene.init);
    assert_no_trace(tay_thread_resume(scene.client.thread), TAY_ESTATE);
    assert_no_trace(tay_thread_resume(scene.server.thread), TAY_ESTATE);
}

/* A cancel is one thing, an interrupt another: neither uses the other up. */
static void test_a_cancel_that_is_due_stays_due(void **state)
{
    (void)state;
    tay_cap_t notification;
    tay_word_t bits;
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &notification));
    act(&scene.init);
    assert_ok(tay_thread_cancel(scene.client.thread));
    interrupt(1);
    assert_entered(1);
    resume();
    assert_status(tay_trap_wait(notification, 0, 0, &bits), TAY_ECANCELED);
    assert_status(tay_trap_wait(notification, 0, 0, &bits), SIM_BLOCKED);
}

/* An interrupt that is due when the process wants none any more is dropped. */
static void test_an_interrupt_without_an_entry_is_dropped(void **state)
{
    (void)state;
    interrupt(2);
    assert_ok(tay_process_set_upcall(scene.client.process, 0));
    act(&scene.client);
    assert_int_not_equal(scene.client.context->pc, 0);
    assert_ok(tay_process_set_upcall(TAY_CAP_SELF, ENTRY));
    interrupt(4);
    assert_entered(4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UPCALL_TEST(test_an_interrupt_ends_a_wait_with_canceled),
        UPCALL_TEST(test_an_interrupt_ends_a_receive_with_canceled),
        UPCALL_TEST(test_an_interrupt_ends_a_call_with_canceled),
        UPCALL_TEST(test_the_registers_are_saved_and_taken_back),
        UPCALL_TEST(test_resume_takes_the_registers_as_they_stand_there_now),
        UPCALL_TEST(test_further_interrupts_are_held_back),
        UPCALL_TEST(test_a_stopped_thread_enters_when_it_is_started),
        UPCALL_TEST(test_a_thread_interrupts_itself),
        UPCALL_TEST(test_an_area_that_cannot_be_written_is_a_fault),
        UPCALL_TEST(test_another_thread_is_resumed_only_while_it_is_stopped),
        UPCALL_TEST(test_a_cancel_that_is_due_stays_due),
        UPCALL_TEST(test_an_interrupt_without_an_entry_is_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
