/* SPDX-License-Identifier: MIT */
/*
 * Capabilities: copy, close, revoke, query, and what handles are worth over time.
 */
#include "fixture.h"

#include <mem/frame.h>
#include <object/capability.h>
#include <process/process.h>
#include <string.h>

#define SLOT_OF(handle) ((handle) & ((1u << TAY_CAP_SLOT_BITS) - 1))

static unsigned rights_of(tay_cap_t handle)
{
    tay_word_t type, rights, badge;
    assert_ok(tay_cap_query(handle, &type, &rights, &badge));
    return (unsigned)rights;
}

static void test_query(void **state)
{
    (void)state;
    const struct tay_boot_info *info = sim_boot_info();
    const struct {
        tay_cap_t handle;
        unsigned type;
    } rows[] = {
        {TAY_CAP_SELF, TAY_OBJECT_process},
        {info->thread, TAY_OBJECT_thread},
        {info->account, TAY_OBJECT_account},
        {info->system, TAY_OBJECT_system},
        {info->log, TAY_OBJECT_log},
        {info->irq_control, TAY_OBJECT_irq_control},
        {info->device_range[0], TAY_OBJECT_device_range},
        {make_notification(), TAY_OBJECT_notification},
        {make_endpoint(), TAY_OBJECT_endpoint},
        {make_memory(1), TAY_OBJECT_memory},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tay_word_t type = 0, rights = 0, badge = 1;
        assert_ok(tay_cap_query(rows[i].handle, &type, &rights, &badge));
        assert_int_equal(type, rows[i].type);
        assert_int_equal(rights, object_type_rights(rows[i].type));
        assert_int_equal(badge, 0);
    }
}

static void test_copy_has_the_rights_that_both_have(void **state)
{
    (void)state;
    tay_cap_t whole = make_notification();
    tay_cap_t part = make_copy(whole, TAY_RIGHT_SEND | TAY_RIGHT_GRANT | TAY_RIGHT_READ);
    assert_int_equal(rights_of(part), TAY_RIGHT_SEND | TAY_RIGHT_GRANT);
    tay_cap_t less = make_copy(part, TAY_RIGHTS_ALL & ~TAY_RIGHT_GRANT);
    assert_int_equal(rights_of(less), TAY_RIGHT_SEND);
    assert_int_equal(rights_of(make_copy(less, 0)), 0);
    assert_ptr_equal(object_behind(less), object_behind(whole));
}

static void test_copy_needs_room(void **state)
{
    (void)state;
    act_in_account(16);
    fill_table();
    tay_word_t threads, slots;
    size_t mapped;
    assert_ok(tay_process_query(TAY_CAP_SELF, &threads, &slots, &mapped));
    assert_int_equal(slots, TAY_SLOTS_MIN);
}

static void test_slots_are_reused_first_in_first_out(void **state)
{
    (void)state;
    act_in_account(16);
    fill_table();
    const tay_cap_t first = 10 | TAY_CAP_SELF, second = 5 | TAY_CAP_SELF;
    assert_ok(tay_cap_close(first));
    assert_ok(tay_cap_close(second));
    assert_int_equal(make_copy(TAY_CAP_SELF, 0), (tay_cap_t)2 << TAY_CAP_SLOT_BITS | 10);
    assert_int_equal(make_copy(TAY_CAP_SELF, 0), (tay_cap_t)2 << TAY_CAP_SLOT_BITS | 5);
    assert_false(is_handle(first));
    assert_status(tay_cap_close(second), TAY_EHANDLE);
}

/* A generation is never 0, so that no handle is. */
static void test_generations_wrap(void **state)
{
    (void)state;
    struct cap_table table;
    struct object object;
    memset(&object, 0, sizeof object);
    object.permanent = true;
    assert_true(cap_table_init(&table, TAY_SLOTS_MIN));
    for (unsigned i = 1; i < TAY_SLOTS_MIN; i++) {
        capability_create(&table, &object, 0);
    }
    tay_cap_t last = 0;
    for (unsigned i = 1; i < 1u << TAY_CAP_GENERATION_BITS; i++) {
        struct slot *slot = capability_create(&table, &object, 0);
        last = slot->handle;
        assert_int_equal(last >> TAY_CAP_SLOT_BITS, i);
        capability_close(slot);
        assert_null(cap_table_find(&table, last));
    }
    assert_int_equal(SLOT_OF(last), TAY_SLOTS_MIN - 1);
    tay_cap_t again = capability_create(&table, &object, 0)->handle;
    assert_int_equal(again, TAY_CAP_SELF | SLOT_OF(last));
    for (struct slot *slot; (slot = cap_table_from(&table, 0)) != NULL;) {
        capability_close(slot);
    }
    assert_int_equal(object.capability_count, 0);
    cap_table_fini(&table);
}

/* A table is not cleared: whatever its memory held before names nothing. */
static void test_used_memory_holds_no_handle(void **state)
{
    (void)state;
    struct cap_table table;
    struct object object;
    memset(&object, 0, sizeof object);
    object.permanent = true;
    assert_true(cap_table_init(&table, TAY_SLOTS_MIN));
    for (unsigned i = 0; i < TAY_SLOTS_MIN; i++) {
        table.slots[i].handle = TAY_CAP_SELF | i;
        table.slots[i].object = &object;
    }
    const struct slot *used = table.slots;
    cap_table_fini(&table);
    assert_true(cap_table_init(&table, TAY_SLOTS_MIN));
    assert_ptr_equal(table.slots, used);
    for (unsigned i = 0; i < TAY_SLOTS_MIN; i++) {
        assert_null(cap_table_find(&table, TAY_CAP_SELF | i));
    }
    assert_null(cap_table_from(&table, 0));
    for (unsigned i = 0; i < TAY_SLOTS_MIN; i++) {
        struct slot *slot = capability_create(&table, &object, 0);
        assert_int_equal(slot->handle, TAY_CAP_SELF | i);
        assert_null(slot->children.first);
    }
    for (unsigned i = 0; i < TAY_SLOTS_MIN; i++) {
        capability_close(&table.slots[i]);
    }
    cap_table_fini(&table);
}

/* Closing gives the copies to the grandparent: they stay good, and within its reach. */
static void test_close_hands_copies_up(void **state)
{
    (void)state;
    tay_cap_t root = make_notification();
    tay_cap_t middle = make_copy(root, TAY_RIGHTS_ALL);
    tay_cap_t sibling = make_copy(root, TAY_RIGHTS_ALL);
    tay_cap_t leaf[3];
    for (unsigned i = 0; i < 3; i++) {
        leaf[i] = make_copy(middle, TAY_RIGHTS_ALL);
    }
    assert_ok(tay_cap_close(middle));
    assert_true(is_handle(leaf[0]) && is_handle(leaf[1]) && is_handle(leaf[2]));
    assert_ok(tay_cap_close(leaf[1]));
    assert_ok(tay_cap_revoke(sibling));
    assert_true(is_handle(leaf[0]) && is_handle(leaf[2]));
    assert_ok(tay_cap_revoke(root));
    assert_false(is_handle(leaf[0]) || is_handle(leaf[2]) || is_handle(sibling));
    assert_ok(tay_trap_notify(root, 1));
}

static void test_revoke_reaches_other_processes(void **state)
{
    (void)state;
    tay_cap_t notification = make_notification();
    tay_cap_t given = make_copy(notification, TAY_RIGHTS_ALL);
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    tay_word_t theirs;
    assert_ok(tay_process_give(process, given, TAY_RIGHTS_ALL, &theirs));
    struct actor actor = start_thread(process, PRIORITY_AHEAD);
    tay_cap_t copy = make_copy((tay_cap_t)theirs, TAY_RIGHTS_ALL);
    assert_true(is_handle((tay_cap_t)theirs) && is_handle(copy));
    step_back(&actor);
    assert_ok(tay_cap_revoke(given));
    assert_true(is_handle(given));
    let_act(&actor);
    assert_false(is_handle((tay_cap_t)theirs) || is_handle(copy));
}

/* A wide and deep tree, revoked with a preemption point that hits each time. */
static void test_revoke_goes_on_after_preemption(void **state)
{
    (void)state;
    tay_cap_t root = make_notification();
    tay_cap_t copy[200];
    for (unsigned i = 0; i < 200; i++) {
        copy[i] = make_copy(i % 3 == 0 || i == 0 ? root : copy[i - 1], TAY_RIGHTS_ALL);
    }
    sim_set_preemption(1, 1);
    assert_ok(tay_cap_revoke(root));
    sim_set_preemption(0, 0);
    for (unsigned i = 0; i < 200; i++) {
        assert_false(is_handle(copy[i]));
    }
    assert_true(is_handle(root));
    assert_int_equal(object_behind(root)->capability_count, 1);
}

/* More than are closed between two looks at the interrupts, none of which comes. */
static void test_revoke_of_many(void **state)
{
    (void)state;
    tay_cap_t root = make_notification();
    for (unsigned i = 0; i < 100; i++) {
        make_copy(root, TAY_RIGHTS_ALL);
    }
    assert_ok(tay_cap_revoke(root));
    assert_int_equal(object_behind(root)->capability_count, 1);
}

static void test_last_capability_ends_the_object(void **state)
{
    (void)state;
    tay_word_t bits;
    size_t frames = frame_free_count();
    tay_cap_t notification = make_notification();
    tay_cap_t copy = make_copy(notification, TAY_RIGHTS_ALL);
    assert_ok(tay_cap_close(notification));
    assert_ok(tay_trap_notify(copy, 4));
    assert_ok(tay_trap_wait(copy, 0, 0, &bits));
    assert_int_equal(bits, 4);
    assert_ok(tay_cap_close(copy));
    assert_int_equal(frame_free_count(), frames);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_query),
        CORE_TEST(test_copy_has_the_rights_that_both_have),
        CORE_TEST(test_copy_needs_room),
        CORE_TEST(test_slots_are_reused_first_in_first_out),
        CORE_TEST(test_generations_wrap),
        CORE_TEST(test_used_memory_holds_no_handle),
        CORE_TEST(test_close_hands_copies_up),
        CORE_TEST(test_revoke_reaches_other_processes),
        CORE_TEST(test_revoke_of_many),
        CORE_TEST(test_revoke_goes_on_after_preemption),
        CORE_TEST(test_last_capability_ends_the_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
