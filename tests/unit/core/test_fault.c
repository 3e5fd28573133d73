/* SPDX-License-Identifier: MIT */
/*
 * How pages come: first touch, private copies of a memory object, shared and physical memory; and
 * what happens to an access that is not allowed.
 */
#include "fixture.h"

#include <mem/frame.h>
#include <mem/memory.h>
#include <string.h>

#define RW (TAY_MAP_READ | TAY_MAP_WRITE)
#define RX (TAY_MAP_READ | TAY_MAP_EXECUTE)
#define SHARED TAY_MAP_SHARED

static unsigned char byte_at(tay_ua_t address)
{
    unsigned char byte;
    assert_true(sim_read(address, &byte, 1));
    return byte;
}

static void put(tay_ua_t address, unsigned char byte)
{
    assert_true(sim_write(address, &byte, 1));
}

static size_t resident(tay_cap_t memory)
{
    size_t length, bytes;
    assert_ok(tay_memory_query(memory, &length, &bytes));
    return bytes / PAGE;
}

static void test_first_touch_is_zero(void **state)
{
    (void)state;
    static const unsigned char zero[3 * PAGE];
    unsigned char found[3 * PAGE];
    size_t frames = frame_free_count();
    tay_ua_t address = map_fresh(3, RW);
    size_t used = used_bytes(TAY_OWN_ACCOUNT);
    assert_int_equal(frame_free_count(), frames); /* nothing yet, not even the tables */
    assert_true(sim_read(address, found, sizeof found));
    assert_memory_equal(found, zero, sizeof zero);
    assert_int_equal(frame_free_count(), frames - 3); /* tables are there: next to init's own */
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), used);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address, 3 * PAGE));
    assert_int_equal(frame_free_count(), frames);
}

/* A page of a private mapping is the memory object's until it is written. */
static void test_private_copy(void **state)
{
    (void)state;
    tay_cap_t memory = make_memory(4);
    tay_ua_t shared = map_memory(memory, RW | SHARED);
    put(shared, 1);
    tay_ua_t mine = map_memory(memory, RW);
    size_t frames = frame_free_count();
    assert_int_equal(byte_at(mine), 1);
    assert_int_equal(frame_free_count(), frames);
    put(shared, 2);
    assert_int_equal(byte_at(mine), 2);
    put(mine + 1, 9); /* copied now */
    assert_int_equal(frame_free_count(), frames - 1);
    put(shared, 3);
    assert_int_equal(byte_at(mine), 2);
    assert_int_equal(byte_at(shared + 1), 0);
    put(mine + PAGE, 5); /* written at once: the object's own page comes, too, and stays zero */
    assert_int_equal(byte_at(shared + PAGE), 0);
    assert_int_equal(byte_at(mine + PAGE), 5);
    assert_int_equal(resident(memory), 2);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, mine, 4 * PAGE));
    assert_int_equal(byte_at(shared), 3);
}

static void test_shared_between_processes(void **state)
{
    (void)state;
    tay_cap_t memory = make_memory(2);
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    tay_word_t theirs;
    assert_ok(tay_process_give(process, memory, TAY_RIGHTS_ALL, &theirs));
    tay_ua_t here = map_memory(memory, RW | SHARED);
    put(here + PAGE, 7);
    struct actor actor = start_thread(process, PRIORITY_AHEAD);
    tay_ua_t there = map_memory((tay_cap_t)theirs, RW | SHARED);
    assert_int_equal(byte_at(there + PAGE), 7);
    put(there, 8);
    step_back(&actor);
    assert_int_equal(byte_at(here), 8);
    assert_int_equal(resident(memory), 2);
    assert_ok(tay_object_destroy(process));
    assert_int_equal(byte_at(here), 8);
}

/* The mapping holds the memory when nobody has a capability any more. */
static void test_mapping_outlives_capability(void **state)
{
    (void)state;
    size_t used = used_bytes(TAY_OWN_ACCOUNT);
    tay_cap_t memory = make_memory(2);
    tay_ua_t address = map_memory(memory, RW | SHARED);
    assert_ok(tay_cap_close(memory));
    put(address, 1);
    assert_int_equal(byte_at(address), 1);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address, PAGE));
    put(address + PAGE, 2);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address + PAGE, PAGE));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), used);
}

static void test_protect_changes_pages(void **state)
{
    (void)state;
    tay_cap_t memory = make_memory(20);
    const tay_ua_t mappings[] = {map_fresh(20, RW), map_memory(memory, RW | SHARED),
                                 map_memory(memory, RW)};
    for (unsigned m = 0; m < 3; m++) {
        tay_ua_t address = mappings[m];
        for (unsigned i = 0; i < 20; i++) {
            put(address + i * PAGE, (unsigned char)(i + 1));
        }
        assert_ok(tay_space_protect(TAY_CAP_SELF, address, 20 * PAGE, TAY_MAP_READ));
        assert_null(machine_translate(address + 19 * PAGE, HAL_FAULT_WRITE));
        assert_int_equal(byte_at(address + 19 * PAGE), 20);
        assert_ok(tay_space_protect(TAY_CAP_SELF, address, 20 * PAGE, RW));
        put(address + 19 * PAGE, 99);
        assert_int_equal(byte_at(address + 19 * PAGE), 99);
        assert_int_equal(byte_at(address), 1);
        assert_ok(tay_space_protect(TAY_CAP_SELF, address, 20 * PAGE, TAY_MAP_READ));
    }
}

static void test_code_becomes_executable(void **state)
{
    (void)state;
    tay_ua_t address = map_fresh(2, RW);
    put(address, 0xd4);
    assert_ok(tay_space_protect(TAY_CAP_SELF, address, 2 * PAGE, RX));
    assert_true(sim_execute(address));        /* was there */
    assert_true(sim_execute(address + PAGE)); /* comes now */
    assert_ok(tay_space_protect(TAY_CAP_SELF, address, 2 * PAGE, RW));
    put(address, 0xd5);
    assert_ok(tay_space_protect(TAY_CAP_SELF, address, 2 * PAGE, RX));
    assert_true(sim_execute(address));
    tay_cap_t memory = make_memory(1);
    tay_ua_t shared = map_memory(memory, RW | SHARED);
    put(shared, 0xd4);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, shared, PAGE));
    assert_true(sim_execute(map_memory(memory, RX)));
    tay_ua_t read = map_memory(memory, TAY_MAP_READ);
    assert_int_equal(byte_at(read), 0xd4);
    assert_ok(tay_space_protect(TAY_CAP_SELF, read, PAGE, RX));
    assert_true(sim_execute(read)); /* still the object's own page */
}

static void test_physical(void **state)
{
    (void)state;
    tay_cap_t memory, no_cache;
    tay_cap_t range = sim_boot_info()->device_range[0];
    assert_ok(tay_memory_create_physical(range, PAGE, 2 * PAGE, TAY_MEMORY_DEVICE, &memory));
    assert_ok(tay_memory_create_physical(range, PAGE, PAGE, TAY_MEMORY_NONCACHEABLE, &no_cache));
    tay_ua_t address;
    assert_status(tay_space_map(TAY_CAP_SELF, memory, 0, PAGE, 0, RW, &address), TAY_EINVAL);
    assert_status(tay_space_map(TAY_CAP_SELF, memory, 0, PAGE, 0, RX | SHARED, &address),
                  TAY_ERIGHT);
    size_t frames = frame_free_count();
    address = map_memory(memory, RW | SHARED);
    put(address, 0x5a);
    assert_int_equal(frame_free_count(), frames); /* devices are no frames */
    assert_int_equal(byte_at(map_memory(no_cache, TAY_MAP_READ | SHARED)), 0x5a);
    assert_ok(tay_space_protect(TAY_CAP_SELF, address, 2 * PAGE, TAY_MAP_READ));
    assert_ok(tay_space_protect(TAY_CAP_SELF, address, 2 * PAGE, RW));
    put(address, 0x5b); /* the page was there, read-only */
    assert_int_equal(byte_at(address), 0x5b);
    assert_ok(tay_object_destroy(memory));
    assert_null(machine_translate(address, HAL_FAULT_READ));
}

/* An access that the mapping does not allow ends the process, whether the page is there or not. */
static void test_refused_accesses(void **state)
{
    (void)state;
    static const struct {
        unsigned flags;
        bool touched;
        enum hal_fault_kind access;
    } rows[] = {
        {TAY_MAP_READ, false, HAL_FAULT_WRITE},
        {TAY_MAP_READ, true, HAL_FAULT_WRITE},
        {TAY_MAP_READ, false, HAL_FAULT_EXECUTE},
        {RW, true, HAL_FAULT_EXECUTE},
        {RX, true, HAL_FAULT_WRITE},
        {RX, false, HAL_FAULT_WRITE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct actor actor = start_thread(make_process(TAY_OWN_ACCOUNT), PRIORITY_AHEAD);
        tay_ua_t address = map_fresh(1, rows[i].flags);
        if (rows[i].touched) {
            assert_int_equal(byte_at(address), 0);
        }
        assert_false(rows[i].access == HAL_FAULT_WRITE ? sim_write(address, "x", 1)
                                                       : sim_execute(address));
        assert_false(sim_is_live(actor.context));
    }
    start_thread(make_process(TAY_OWN_ACCOUNT), PRIORITY_AHEAD);
    tay_ua_t address = map_fresh(1, RW);
    assert_true(sim_write(address + PAGE - 1, "x", 1));
    assert_false(sim_read(address + PAGE, &(char){0}, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_first_touch_is_zero),
        CORE_TEST(test_private_copy),
        CORE_TEST(test_shared_between_processes),
        CORE_TEST(test_mapping_outlives_capability),
        CORE_TEST(test_protect_changes_pages),
        CORE_TEST(test_code_becomes_executable),
        CORE_TEST(test_physical),
        CORE_TEST(test_refused_accesses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
