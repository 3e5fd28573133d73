/* SPDX-License-Identifier: MIT */
/*
 * Memory objects: sizes, charges, index pages, physical ranges, the end of memory in use.
 */
#include "fixture.h"

#include <mem/frame.h>
#include <mem/memory.h>

#define RW_SHARED (TAY_MAP_WRITE | TAY_MAP_SHARED)
#define INDEX_ENTRIES (PAGE / sizeof(uint32_t))

static void test_lengths(void **state)
{
    (void)state;
    static const struct {
        size_t length;
        enum tay_status status;
    } rows[] = {
        {0, TAY_EINVAL},
        {1, TAY_EINVAL},
        {PAGE + 8, TAY_EINVAL},
        {((size_t)1 << 32) + PAGE, TAY_EINVAL},
        {SIZE_MAX & ~(PAGE - 1), TAY_EINVAL},
        {(size_t)1 << 32, TAY_ENOMEM}, /* allowed, but not on this machine */
        {PAGE, TAY_OK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tay_cap_t memory;
        assert_status(tay_memory_create(TAY_OWN_ACCOUNT, rows[i].length, &memory), rows[i].status);
    }
}

/* All pages and the index pages that they need are charged at once. */
static void test_charge(void **state)
{
    (void)state;
    static const struct {
        size_t pages, charged;
    } rows[] = {
        {1, 1},
        {2, 3},
        {INDEX_ENTRIES, INDEX_ENTRIES + 1},
        {INDEX_ENTRIES + 1, INDEX_ENTRIES + 1 + 3},
    };
    sim_boot(&(struct sim_options){.ram_bytes = (size_t)8 << 20});
    make_memory(1); /* the slab is there */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t before = used_bytes(TAY_OWN_ACCOUNT);
        tay_cap_t memory = make_memory(rows[i].pages);
        assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before + rows[i].charged * PAGE);
        assert_ok(tay_object_destroy(memory));
        assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before);
    }
}

/* Pages at both ends of each index page, and all goes back. */
static void test_levels(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 5, INDEX_ENTRIES, 2 * INDEX_ENTRIES + 5};
    static const size_t touched[] = {
        0, 4, INDEX_ENTRIES - 1, INDEX_ENTRIES, 2 * INDEX_ENTRIES - 1, 2 * INDEX_ENTRIES + 4};
    sim_boot(&(struct sim_options){.ram_bytes = (size_t)16 << 20});
    size_t frames = frame_free_count();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (unsigned skip = 0; skip < 2; skip++) {
            size_t length, resident, expected = 0;
            tay_cap_t memory = make_memory(sizes[i]);
            tay_ua_t address = map_memory(memory, RW_SHARED);
            for (size_t t = skip; t < sizeof touched / sizeof touched[0]; t += 1 + skip) {
                if (touched[t] < sizes[i]) {
                    assert_true(sim_write(address + touched[t] * PAGE, &t, sizeof t));
                    expected++;
                }
            }
            assert_ok(tay_memory_query(memory, &length, &resident));
            assert_int_equal(length, sizes[i] * PAGE);
            assert_int_equal(resident, expected * PAGE);
            assert_ok(tay_object_destroy(memory));
            assert_null(machine_translate(address, HAL_FAULT_READ));
            assert_int_equal(frame_free_count(), frames);
        }
    }
}

static void test_physical_arguments(void **state)
{
    (void)state;
    static const struct {
        size_t offset, length;
        tay_word_t caching;
        enum tay_status status;
    } rows[] = {
        {0, 0, 0, TAY_EINVAL},
        {0, 5, 0, TAY_EINVAL},
        {5, PAGE, 0, TAY_EINVAL},
        {0, PAGE, 2, TAY_EINVAL},
        {0, PAGE, ~(tay_word_t)0, TAY_EINVAL},
        {0, MACHINE_DEVICE_BYTES + PAGE, 0, TAY_EINVAL},
        {MACHINE_DEVICE_BYTES, PAGE, 0, TAY_EINVAL},
        {MACHINE_DEVICE_BYTES - PAGE, 2 * PAGE, 0, TAY_EINVAL},
        {~PAGE + 1, PAGE, 0, TAY_EINVAL},
        {0, MACHINE_DEVICE_BYTES, TAY_MEMORY_DEVICE, TAY_OK},
        {MACHINE_DEVICE_BYTES - PAGE, PAGE, TAY_MEMORY_NONCACHEABLE, TAY_OK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tay_cap_t memory;
        assert_status(tay_memory_create_physical(sim_boot_info()->device_range[0], rows[i].offset,
                                                 rows[i].length, rows[i].caching, &memory),
                      rows[i].status);
    }
}

static void test_physical_query(void **state)
{
    (void)state;
    tay_cap_t memory;
    size_t length, resident;
    size_t before = used_bytes(TAY_OWN_ACCOUNT);
    assert_ok(
        tay_memory_create_physical(sim_boot_info()->device_range[0], 0, 4 * PAGE, 0, &memory));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before); /* room beside the archive's */
    assert_ok(tay_memory_query(memory, &length, &resident));
    assert_int_equal(length, 4 * PAGE);
    assert_int_equal(resident, 4 * PAGE);
    assert_ok(tay_cap_close(memory));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before);
}

/* The kernel reads no device, and writes none, for a user. */
static void test_devices_are_not_lent(void **state)
{
    (void)state;
    tay_cap_t memory;
    size_t count;
    tay_time_t next;
    assert_ok(tay_memory_create_physical(sim_boot_info()->device_range[0], 0, PAGE, 0, &memory));
    tay_ua_t address = map_memory(memory, RW_SHARED);
    assert_status(tay_log_write(sim_boot_info()->log, sim_pointer(address), 4, &count), TAY_EFAULT);
    assert_status(tay_log_read(sim_boot_info()->log, 0, sim_pointer(address), 4, &count, &next),
                  TAY_EFAULT);
    /* The archive is physical, too, but RAM. */
    tay_ua_t archive = (tay_ua_t)sim_boot_info()->archive_ua;
    assert_ok(tay_log_write(sim_boot_info()->log, sim_pointer(archive), 4, &count));
}

/* Destroying takes it out of every space, with pages of several batches. */
static void test_destroy_in_use(void **state)
{
    (void)state;
    size_t frames = frame_free_count();
    tay_cap_t memory = make_memory(100);
    tay_cap_t process = make_process(TAY_OWN_ACCOUNT);
    tay_word_t theirs;
    assert_ok(tay_process_give(process, memory, TAY_RIGHTS_ALL, &theirs));
    tay_ua_t here = map_memory(memory, RW_SHARED);
    struct actor actor = start_thread(process, PRIORITY_AHEAD);
    tay_ua_t there = map_memory((tay_cap_t)theirs, TAY_MAP_WRITE);
    for (unsigned i = 0; i < 100; i++) {
        assert_true(sim_write(there + i * PAGE, "x", 1));
    }
    step_back(&actor);
    assert_true(sim_write(here + 50 * PAGE, "y", 1));
    sim_set_preemption(1, 1);
    assert_ok(tay_object_destroy(memory));
    sim_set_preemption(0, 0);
    assert_null(machine_translate(here + 50 * PAGE, HAL_FAULT_READ));
    let_act(&actor);
    assert_false(is_handle((tay_cap_t)theirs));
    assert_null(machine_translate(there, HAL_FAULT_READ));
    step_back(&actor);
    assert_ok(tay_object_destroy(process));
    assert_int_equal(frame_free_count(), frames);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_lengths),        CORE_TEST(test_charge),
        CORE_TEST(test_levels),         CORE_TEST(test_physical_arguments),
        CORE_TEST(test_physical_query), CORE_TEST(test_devices_are_not_lent),
        CORE_TEST(test_destroy_in_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
