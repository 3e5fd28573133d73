/* SPDX-License-Identifier: MIT */
/*
 * Cloning a process: what the child is, what it shares and what it does not, and what is left when
 * the clone is given up. The scene's client is cloned by the scene's server, which it calls.
 */
#include "clone_scene.h"

#include <mem/frame.h>
#include <process/process.h>
#include <string.h>

#define RW (TAY_MAP_READ | TAY_MAP_WRITE)
#define MIB ((size_t)1 << 20)
#define BASE ((tay_ua_t)0x40000000)

static void put(const struct actor *actor, tay_ua_t address, const char *text)
{
    act(actor);
    assert_true(sim_write(address, text, strlen(text) + 1));
}

static void assert_text(const struct actor *actor, tay_ua_t address, const char *text)
{
    char found[16] = "";
    act(actor);
    assert_true(sim_read(address, found, strlen(text) + 1));
    assert_string_equal(found, text);
}

static tay_ua_t map(const struct actor *actor, tay_cap_t memory, size_t bytes, unsigned flags)
{
    tay_ua_t address;
    act(actor);
    assert_ok(tay_space_map(TAY_CAP_SELF, memory, 0, bytes, BASE, flags, &address));
    return address;
}

static void test_both_return_from_the_call(void **state)
{
    (void)state;
    struct clone clone = clone_of(&scene.client);
    assert_true(is_blocked(&clone.actor) && is_blocked(&scene.client));
    answer(&clone);
    assert_int_equal(result_of(&scene.client).word[0], 1234);
    assert_int_equal(result_of(&clone.actor).word[0], 0);
    assert_int_equal(thread_behind(&clone.actor)->process->thread_count, 1);
    act(&clone.actor);
    act(&scene.client);
}

static void test_private_memory_is_copied_on_write(void **state)
{
    (void)state;
    put(&scene.client, SIM_DATA_UA, "before");
    put(&scene.client, SIM_DATA_UA + PAGE, "second");
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    assert_text(&clone.actor, SIM_DATA_UA, "before");
    put(&clone.actor, SIM_DATA_UA, "child");
    assert_text(&scene.client, SIM_DATA_UA, "before");
    put(&scene.client, SIM_DATA_UA, "parent");
    assert_text(&clone.actor, SIM_DATA_UA, "child");
    put(&scene.client, SIM_DATA_UA + PAGE, "third");
    assert_text(&clone.actor, SIM_DATA_UA + PAGE, "second");
    put(&clone.actor, SIM_DATA_UA + 2 * PAGE, "fresh"); /* a page that neither had touched */
    assert_text(&scene.client, SIM_DATA_UA + 2 * PAGE, "");
}

static void test_the_clone_is_pinned_as_its_original(void **state)
{
    (void)state;
    tay_word_t core, last;
    assert_ok(tay_thread_set_affinity(scene.client.thread, 0));
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    act(&clone.actor);
    assert_ok(tay_thread_get_affinity(thread_behind(&clone.actor)->own_handle, &core, &last));
    assert_int_equal(core, 0);
}

/* The clone of a guard costs nothing, and is one. */
static void test_guards_are_guards(void **state)
{
    (void)state;
    tay_ua_t address = map(&scene.client, TAY_CAP_NULL, 1024 * MIB, TAY_MAP_GUARD);
    tay_ua_t start;
    size_t length, offset;
    tay_word_t flags;
    assert_ok(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, PAGE, address + 1024 * MIB,
                            RW | TAY_MAP_FIXED, &start));
    put(&scene.client, address + 1024 * MIB, "above");
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    assert_text(&clone.actor, address + 1024 * MIB, "above");
    assert_ok(tay_space_query(TAY_CAP_SELF, address, &start, &length, &flags, &offset));
    assert_int_equal(start, address);
    assert_int_equal(length, 1024 * MIB);
    assert_int_equal(flags, TAY_MAP_GUARD);
}

static void test_memory_goes_to_the_same_places(void **state)
{
    (void)state;
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    tay_ua_t parents;
    tay_ua_t childs;
    act(&scene.client);
    assert_ok(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, PAGE, 0, RW, &parents));
    act(&clone.actor);
    assert_ok(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, PAGE, 0, RW, &childs));
    assert_int_equal(parents, childs);
}

static void test_shared_memory_is_shared(void **state)
{
    (void)state;
    tay_cap_t memory;
    act(&scene.client);
    assert_ok(tay_memory_create(TAY_OWN_ACCOUNT, 4 * PAGE, &memory));
    tay_ua_t address = map(&scene.client, memory, 4 * PAGE, RW | TAY_MAP_SHARED);
    put(&scene.client, address, "one");
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    put(&scene.client, address, "two");
    assert_text(&clone.actor, address, "two");
    put(&clone.actor, address + PAGE, "three");
    assert_text(&scene.client, address + PAGE, "three");
}

/* A private mapping of a memory object: pages that were not written are the object's own. */
static void test_private_mapping_of_an_object(void **state)
{
    (void)state;
    tay_cap_t memory;
    act(&scene.client);
    assert_ok(tay_memory_create(TAY_OWN_ACCOUNT, 4 * PAGE, &memory));
    tay_ua_t shared = map(&scene.client, memory, 4 * PAGE, RW | TAY_MAP_SHARED);
    put(&scene.client, shared, "object");
    tay_ua_t address = map(&scene.client, memory, 4 * PAGE, RW);
    assert_text(&scene.client, address, "object");
    put(&scene.client, address + PAGE, "own");
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    assert_text(&clone.actor, address, "object");
    put(&clone.actor, address, "child");
    assert_text(&scene.client, address, "object");
    assert_text(&scene.client, shared, "object");
    put(&scene.client, address + PAGE, "more");
    assert_text(&clone.actor, address + PAGE, "own");
}

static void test_a_clone_of_a_clone(void **state)
{
    (void)state;
    put(&scene.client, SIM_DATA_UA, "first");
    struct clone child = clone_of(&scene.client);
    answer(&child);
    tay_cap_t client = client_handle;
    client_handle = child.process;
    struct clone grandchild = clone_of(&child.actor);
    client_handle = client;
    answer(&grandchild);
    put(&child.actor, SIM_DATA_UA, "second");
    assert_text(&scene.client, SIM_DATA_UA, "first");
    assert_text(&grandchild.actor, SIM_DATA_UA, "first");
    act(&scene.server);
    assert_ok(tay_object_destroy(client_handle));
    assert_text(&grandchild.actor, SIM_DATA_UA, "first");
    act(&scene.server);
    assert_ok(tay_object_destroy(child.process));
    put(&grandchild.actor, SIM_DATA_UA, "alone");
    assert_text(&grandchild.actor, SIM_DATA_UA, "alone");
}

/* The last user of a table changes it in place. */
static void test_the_last_user_keeps_the_table(void **state)
{
    (void)state;
    put(&scene.client, SIM_DATA_UA, "first");
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    act(&scene.server);
    assert_ok(tay_object_destroy(clone.process));
    size_t before = frame_free_count();
    put(&scene.client, SIM_DATA_UA, "second");
    assert_int_equal(frame_free_count(), before);
}

static void test_protection_holds_on_both_sides(void **state)
{
    (void)state;
    put(&scene.client, SIM_DATA_UA, "text");
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    act(&scene.client);
    assert_ok(tay_space_protect(TAY_CAP_SELF, SIM_DATA_UA, PAGE, TAY_MAP_READ));
    put(&clone.actor, SIM_DATA_UA, "child");
    act(&clone.actor);
    assert_ok(tay_space_protect(TAY_CAP_SELF, SIM_DATA_UA + PAGE, PAGE, TAY_MAP_READ));
    put(&scene.client, SIM_DATA_UA + PAGE, "client");
    assert_text(&scene.client, SIM_DATA_UA, "text");
    act(&scene.client);
    assert_false(sim_write(SIM_DATA_UA, "x", 1));
    act(&clone.actor);
    assert_false(sim_write(SIM_DATA_UA + PAGE, "x", 1));
    assert_int_equal(thread_behind(&clone.actor)->state, THREAD_STOPPED); /* it has a supervisor */
}

static void test_unmapping_part_of_a_shared_table(void **state)
{
    (void)state;
    put(&scene.client, SIM_DATA_UA, "a");
    put(&scene.client, SIM_DATA_UA + PAGE, "b");
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    act(&clone.actor);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, SIM_DATA_UA, PAGE));
    assert_text(&clone.actor, SIM_DATA_UA + PAGE, "b");
    assert_text(&scene.client, SIM_DATA_UA, "a");
    act(&clone.actor);
    assert_false(sim_read(SIM_DATA_UA, &(char){0}, 1));
}

/* The scene again, in a machine with more memory. */
static void boot_large(void)
{
    struct sim_options options = {.ram_bytes = 48 * MIB};
    sim_boot(&options);
    struct scene empty = {.init = {sim_current(), TAY_CAP_SELF, sim_boot_info()->thread}};
    scene = empty;
    assert_ok(tay_endpoint_create(TAY_OWN_ACCOUNT, &scene.endpoint));
    scene.server = make_actor(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0);
    scene.client = make_actor(TAY_OWN_ACCOUNT, TAY_CAP_NULL, 0);
    scene.served = give(&scene.server, scene.endpoint, TAY_RIGHTS_ALL);
    scene.called = give(&scene.client, scene.endpoint, TAY_RIGHT_SEND);
    client_handle = give(&scene.server, scene.client.process, TAY_RIGHTS_ALL);
}

/* The client has a full table of pages, which a clone shared until its first write. */
static struct clone copy_a_table(tay_ua_t *table)
{
    *table = map(&scene.client, TAY_CAP_NULL, HAL_PIECE_BYTES, RW);
    for (size_t at = 0; at < HAL_PIECE_BYTES; at += PAGE) {
        assert_true(sim_write(*table + at, "old", 4));
    }
    struct clone clone = clone_of(&scene.client);
    answer(&clone);
    act(&clone.actor);
    assert_true(sim_fault(HAL_FAULT_WRITE, *table));
    return clone;
}

/* The table is copied at once, and either goes its own way. */
static void test_a_table_is_copied(void **state)
{
    (void)state;
    tay_ua_t table;
    boot_large();
    struct clone clone = copy_a_table(&table);
    put(&scene.client, table + PAGE, "new");
    put(&clone.actor, table, "mine");
    for (size_t at = 2 * PAGE; at < HAL_PIECE_BYTES; at += 101 * PAGE) {
        assert_text(&scene.client, table + at, "old");
        assert_text(&clone.actor, table + at, "old");
    }
    assert_text(&scene.client, table, "old");
    assert_text(&clone.actor, table, "mine");
    assert_text(&clone.actor, table + PAGE, "old");
}

static void test_a_table_that_is_copied_is_left_by_its_other_user(void **state)
{
    (void)state;
    tay_ua_t table;
    boot_large();
    struct clone clone = copy_a_table(&table);
    act(&scene.client);
    sim_set_preemption(1, 1);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, table, HAL_PIECE_BYTES));
    sim_set_preemption(0, 0);
    put(&clone.actor, table, "mine");
    assert_text(&clone.actor, table + 17 * PAGE, "old");
}

/* ... or by whoever makes the copy, by its end. */
static void test_a_table_that_is_copied_is_left_by_the_copier(void **state)
{
    (void)state;
    tay_ua_t table;
    boot_large();
    size_t before = frame_free_count();
    struct clone clone = copy_a_table(&table);
    act(&scene.server);
    assert_ok(tay_object_destroy(clone.process));
    put(&scene.client, table, "new");
    act(&scene.client);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, table, HAL_PIECE_BYTES));
    assert_in_range(before - frame_free_count(), 0, 8);
}

static void test_a_table_that_is_copied_is_unmapped_by_the_copier(void **state)
{
    (void)state;
    tay_ua_t table;
    boot_large();
    struct clone clone = copy_a_table(&table);
    act(&clone.actor);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, table, HAL_PIECE_BYTES));
    assert_text(&scene.client, table, "old");
}

/* Copies and protects by way of the kernel, too. */
static void test_operations_on_a_table_that_is_copied(void **state)
{
    (void)state;
    tay_ua_t table;
    boot_large();
    struct clone clone = copy_a_table(&table);
    act(&scene.client);
    sim_set_preemption(1, 1);
    assert_ok(tay_space_protect(TAY_CAP_SELF, table + PAGE, 20 * PAGE, TAY_MAP_READ));
    put(&clone.actor, table + PAGE, "mine");
    act(&scene.client);
    assert_false(sim_write(table + PAGE, "x", 1));
    sim_set_preemption(0, 0);
}

#define CROWD 40

/* Many threads that wake while their process is cloned run when that is done. */
static void test_a_crowd_is_held_back(void **state)
{
    (void)state;
    struct actor crowd[CROWD];
    struct clone clone;
    tay_cap_t bell;
    act(&scene.client);
    assert_ok(tay_notification_create(TAY_OWN_ACCOUNT, &bell));
    for (unsigned i = 0; i < CROWD; i++) {
        crowd[i] = make_thread(&scene.client, INIT_PRIORITY + 8);
        act(&crowd[i]);
        struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + 2000};
        assert_status(take(TAY_TRAP_WAIT, bell, &message), SIM_BLOCKED);
    }
    act(&scene.client);
    assert_status(call_as(&scene.client, scene.called, 5), SIM_BLOCKED);
    expect(TAY_KIND_CALL);
    act(&scene.server);
    machine_set_preemption_time(1000);
    sim_set_preemption(1, 1);
    (void)try_clone(&clone); /* the crowd goes before the server */
    sim_set_preemption(0, 0);
    machine_set_preemption_time(0);
    for (unsigned i = 0; i < CROWD; i++) {
        assert_false(is_blocked(&crowd[i]));
        assert_status(
            tay_message_status(&(struct tay_message){.result = result_of(&crowd[i]).result}),
            TAY_ETIMEDOUT);
    }
}

/* The cost does not grow with the pages: 16 MiB are shared by their tables. */
static void test_pages_are_shared_by_the_table(void **state)
{
    (void)state;
    sim_check_always(NULL);
    boot_large();
    tay_ua_t address = map(&scene.client, TAY_CAP_NULL, 16 * MIB, RW);
    for (size_t at = 0; at < 16 * MIB; at += PAGE) {
        assert_true(sim_write(address + at, "x", 1));
    }
    size_t before = frame_free_count();
    struct clone clone = clone_of(&scene.client);
    assert_in_range(before - frame_free_count(), 1, 16);
    answer(&clone);
    put(&clone.actor, address, "y");
    /* The table and the page. */
    assert_in_range(before - frame_free_count(), 1, 18);
    assert_text(&scene.client, address, "x");
    act(&clone.actor);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address + 8 * MIB, 8 * MIB));
    assert_text(&scene.client, address + 8 * MIB, "x");
    kernel_check();
    act(&scene.server);
    assert_ok(tay_object_destroy(clone.process));
    assert_int_equal(frame_free_count(), before);
    kernel_check();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLONE_TEST(test_both_return_from_the_call),
        CLONE_TEST(test_private_memory_is_copied_on_write),
        CLONE_TEST(test_the_clone_is_pinned_as_its_original),
        CLONE_TEST(test_guards_are_guards),
        CLONE_TEST(test_memory_goes_to_the_same_places),
        CLONE_TEST(test_shared_memory_is_shared),
        CLONE_TEST(test_private_mapping_of_an_object),
        CLONE_TEST(test_a_clone_of_a_clone),
        CLONE_TEST(test_the_last_user_keeps_the_table),
        CLONE_TEST(test_protection_holds_on_both_sides),
        CLONE_TEST(test_unmapping_part_of_a_shared_table),
        CLONE_TEST(test_a_table_is_copied),
        CLONE_TEST(test_a_table_that_is_copied_is_left_by_its_other_user),
        CLONE_TEST(test_a_table_that_is_copied_is_left_by_the_copier),
        CLONE_TEST(test_a_table_that_is_copied_is_unmapped_by_the_copier),
        CLONE_TEST(test_operations_on_a_table_that_is_copied),
        CLONE_TEST(test_a_crowd_is_held_back),
        CLONE_TEST(test_pages_are_shared_by_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
