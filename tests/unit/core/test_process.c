/* SPDX-License-Identifier: MIT */
/*
 * Processes: creation, giving, exit, and what the supervisor hears.
 */
#include "fixture.h"

#include "kernel_state.h"

#include <a64_asid.h>
#include <mem/frame.h>
#include <process/process.h>
#include <string.h>

#define LABEL 77u

static tay_cap_t supervised(tay_cap_t endpoint)
{
    tay_cap_t process;
    assert_ok(tay_process_create(TAY_OWN_ACCOUNT, endpoint, LABEL, TAY_SLOTS_MIN, TAY_PRIORITY_MAX,
                                 &process));
    return process;
}

static void assert_exited(tay_cap_t endpoint, unsigned exit_status)
{
    struct tay_message message;
    assert_ok(receive(endpoint, &message));
    assert_int_equal(tay_message_kind(&message), TAY_KIND_EXITED);
    assert_int_equal(message.badge, LABEL);
    assert_int_equal(message.word[0], exit_status);
}

static void test_new_process(void **state)
{
    (void)state;
    tay_word_t threads = 9, slots = 0;
    size_t mapped = 1;
    size_t before = used_bytes(TAY_OWN_ACCOUNT);
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    assert_ok(tay_process_query(process, &threads, &slots, &mapped));
    assert_int_equal(threads, 0);
    assert_int_equal(slots, 1);
    assert_int_equal(mapped, 0);
    /* The table of 64 slots, the root of the address space; the object has room beside init's. */
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before + 2 * PAGE);
    struct actor actor = start_thread(process, PRIORITY_AHEAD);
    assert_int_equal(object_behind(TAY_CAP_SELF)->type, TAY_OBJECT_process);
    assert_int_equal(actor.own, TAY_CAP_SELF + 1);
    assert_int_equal(object_behind(actor.own)->type, TAY_OBJECT_thread);
    map_fresh(3, TAY_MAP_READ);
    assert_ok(tay_process_query(TAY_CAP_SELF, &threads, &slots, &mapped));
    assert_int_equal(threads, 1);
    assert_int_equal(slots, 2);
    assert_int_equal(mapped, 3 * PAGE);
}

static void test_slots_and_ceiling(void **state)
{
    (void)state;
    static const struct {
        tay_word_t slots, ceiling;
        enum tay_status status;
    } rows[] = {
        {64, 0, TAY_OK},       {4096, 63, TAY_OK},   {63, 1, TAY_EINVAL},   {32, 1, TAY_EINVAL},
        {0, 1, TAY_EINVAL},    {96, 1, TAY_EINVAL},  {8192, 1, TAY_EINVAL}, {64, 64, TAY_EINVAL},
        {64, ~0u, TAY_EINVAL}, {~0u, 1, TAY_EINVAL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tay_cap_t process;
        assert_status(tay_process_create(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0, rows[i].slots,
                                         rows[i].ceiling, &process),
                      rows[i].status);
    }
}

/* A process makes none that is more important than itself. */
static void test_ceiling_is_inherited(void **state)
{
    (void)state;
    tay_cap_t process, child, thread;
    assert_ok(tay_process_create(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0, 64, 41, &process));
    assert_status(tay_thread_create(process, SIM_TEXT_UA, 0x10000, 0, 42, &thread), TAY_EINVAL);
    start_thread(process, 41);
    assert_status(tay_process_create(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0, 64, 42, &child), TAY_EINVAL);
    assert_ok(tay_process_create(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0, 64, 41, &child));
}

/* The block of a large table needs frames that lie together. */
static void test_table_needs_contiguous_memory(void **state)
{
    (void)state;
    tay_cap_t process;
    unsigned count = 0;
    enum tay_status status;
    do {
        status = tay_process_create(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0, 4096, 0, &process);
        count++;
    } while (status == TAY_OK);
    assert_status(status, TAY_ENOMEM);
    assert_true(count > 4);
    size_t before = used_bytes(TAY_OWN_ACCOUNT);
    assert_status(tay_process_create(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0, 4096, 0, &process),
                  TAY_ENOMEM);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before);
    make_process(TAY_OWN_ACCOUNT);
}

/* The simulated MMU has as many address spaces as the real one. */
static void test_no_space_is_left(void **state)
{
    (void)state;
    tay_cap_t process;
    make_process(TAY_OWN_ACCOUNT); /* a slab that stays */
    uint16_t last = A64_ASID_NONE;
    for (uint16_t asid; (asid = a64_asid_take()) != A64_ASID_NONE;) {
        last = asid;
    }
    assert_int_not_equal(last, A64_ASID_NONE);
    size_t frames = frame_free_count();
    uint64_t before = kernel_state_hash();
    assert_status(tay_process_create(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0, TAY_SLOTS_MIN, 0, &process),
                  TAY_ENOMEM);
    assert_true(kernel_state_hash() == before);
    assert_int_equal(frame_free_count(), frames);
    a64_asid_give(last);
    make_process(TAY_OWN_ACCOUNT);
}

static void test_give(void **state)
{
    (void)state;
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    tay_cap_t notification = make_notification();
    tay_cap_t no_grant = make_copy(notification, TAY_RIGHT_SEND);
    tay_word_t theirs = 0;
    assert_status(tay_process_give(process, no_grant, TAY_RIGHTS_ALL, &theirs), TAY_ERIGHT);
    assert_ok(tay_process_give(process, notification, TAY_RIGHT_SEND, &theirs));
    struct actor actor = start_thread(process, PRIORITY_AHEAD);
    tay_word_t type, rights, badge;
    assert_ok(tay_cap_query((tay_cap_t)theirs, &type, &rights, &badge));
    assert_int_equal(type, TAY_OBJECT_notification);
    assert_int_equal(rights, TAY_RIGHT_SEND);
    assert_ok(tay_trap_notify((tay_cap_t)theirs, 32));
    fill_table();
    step_back(&actor);
    assert_status(tay_process_give(process, notification, TAY_RIGHT_SEND, &theirs), TAY_EFULL);
    tay_word_t bits = 0;
    assert_ok(tay_trap_wait(notification, 0, 0, &bits));
    assert_int_equal(bits, 32);
    assert_ok(tay_process_give(TAY_CAP_SELF, notification, TAY_RIGHT_SEND, &theirs));
    assert_ok(tay_trap_notify((tay_cap_t)theirs, 1));
}

static void test_exit_of_another(void **state)
{
    (void)state;
    tay_cap_t endpoint = make_endpoint();
    tay_cap_t process = supervised(endpoint);
    size_t before = used_bytes(TAY_OWN_ACCOUNT);
    struct actor actor = start_thread(process, PRIORITY_BEHIND);
    assert_status(tay_process_exit(process, 256), TAY_EINVAL);
    assert_status(tay_process_exit(process, TAY_EXIT_FAULT), TAY_EINVAL);
    assert_true(sim_is_live(actor.context));
    assert_ok(tay_process_exit(process, 255));
    assert_false(sim_is_live(actor.context));
    assert_false(is_handle(process) || is_handle(actor.handle));
    assert_exited(endpoint, 255);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before - 2 * PAGE);
}

static void test_exit_of_itself(void **state)
{
    (void)state;
    tay_cap_t endpoint = make_endpoint();
    struct actor actor = start_thread(supervised(endpoint), PRIORITY_AHEAD);
    map_fresh(40, TAY_MAP_WRITE);
    make_notification();
    assert_status(tay_process_exit(TAY_CAP_SELF, 3), SIM_BLOCKED);
    assert_false(sim_is_live(actor.context));
    assert_exited(endpoint, 3);
}

static void test_destroy(void **state)
{
    (void)state;
    tay_cap_t endpoint = make_endpoint();
    tay_cap_t process = supervised(endpoint);
    start_thread(process, PRIORITY_BEHIND);
    assert_ok(tay_object_destroy(process));
    assert_exited(endpoint, TAY_EXIT_DESTROYED);
}

/* Without a capability nobody could end it: closing the last one does. */
static void test_last_capability(void **state)
{
    (void)state;
    tay_cap_t endpoint = make_endpoint();
    tay_cap_t process = supervised(endpoint);
    struct actor actor = start_thread(process, PRIORITY_AHEAD);
    assert_ok(tay_cap_close(TAY_CAP_SELF));
    assert_status(tay_process_exit(TAY_CAP_SELF, 0), TAY_EHANDLE);
    make_notification();
    step_back(&actor);
    assert_ok(tay_cap_close(process));
    assert_false(sim_is_live(actor.context));
    assert_exited(endpoint, TAY_EXIT_DESTROYED);
}

static void test_fault_ends_the_process(void **state)
{
    (void)state;
    static const struct {
        enum hal_fault_kind kind;
        const char *text;
    } rows[] = {
        {HAL_FAULT_READ, "read at 0x1234"},
        {HAL_FAULT_WRITE, "write at 0x1234"},
        {HAL_FAULT_EXECUTE, "execute at 0x1234"},
        {HAL_FAULT_ALIGNMENT, "alignment at 0x1234"},
        {HAL_FAULT_INSTRUCTION, "instruction at 0x1234"},
        {HAL_FAULT_BREAKPOINT, "breakpoint at 0x1234"},
        {HAL_FAULT_FP, "floating point at 0x1234"},
        {HAL_FAULT_BUS, "bus error at 0x1234"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct actor actor = start_thread(make_process(TAY_OWN_ACCOUNT), PRIORITY_AHEAD);
        assert_false(sim_fault(rows[i].kind, 0x1234));
        assert_false(sim_is_live(actor.context));
        assert_non_null(strstr(sim_console(), "fault: process 0: "));
        assert_non_null(strstr(sim_console(), rows[i].text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_new_process),
        CORE_TEST(test_slots_and_ceiling),
        CORE_TEST(test_ceiling_is_inherited),
        CORE_TEST(test_table_needs_contiguous_memory),
        CORE_TEST(test_no_space_is_left),
        CORE_TEST(test_give),
        CORE_TEST(test_exit_of_another),
        CORE_TEST(test_exit_of_itself),
        CORE_TEST(test_destroy),
        CORE_TEST(test_last_capability),
        CORE_TEST(test_fault_ends_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
