/* SPDX-License-Identifier: MIT */
/*
 * Unmap and protect: how mappings are split and joined, and what is refused.
 */
#include "fixture.h"

#include <mem/frame.h>
#include <object/account.h>
#include <process/process.h>
#include <sched/scheduler.h>

#define RW (TAY_MAP_READ | TAY_MAP_WRITE)
#define RX (TAY_MAP_READ | TAY_MAP_EXECUTE)
#define SHARED TAY_MAP_SHARED
#define BASE ((tay_ua_t)0x40000000)
#define GIB ((size_t)1 << 30)

static enum tay_status map_at(tay_ua_t hint, size_t bytes, unsigned flags, tay_ua_t *address)
{
    return tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, bytes, hint, flags, address);
}

/* The mapping that space_query tells, in one line. */
struct piece {
    tay_ua_t start;
    size_t length;
    tay_word_t flags;
    size_t offset;
};

static void assert_pieces(tay_ua_t from, const struct piece *piece, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct piece found;
        assert_ok(tay_space_query(TAY_CAP_SELF, from, &found.start, &found.length, &found.flags,
                                  &found.offset));
        assert_int_equal(found.start, piece[i].start);
        assert_int_equal(found.length, piece[i].length);
        assert_int_equal(found.flags, piece[i].flags);
        assert_int_equal(found.offset, piece[i].offset);
        from = found.start + found.length;
    }
}

static void test_unmap_splits(void **state)
{
    (void)state;
    tay_cap_t memory = make_memory(8);
    tay_ua_t address = map_memory(memory, RW);
    size_t before = used_bytes(TAY_OWN_ACCOUNT);
    assert_true(sim_write(address + 3 * PAGE, "x", 1));
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address + 2 * PAGE, 3 * PAGE));
    const struct piece pieces[] = {
        {address, 2 * PAGE, RW, 0},
        {address + 5 * PAGE, 3 * PAGE, RW, 5 * PAGE},
    };
    assert_pieces(address, pieces, 2);
    /* Three pages less, tables of a second mapping more. */
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before - 3 * PAGE + 2 * PAGE);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address + 2 * PAGE, 3 * PAGE)); /* nothing there */
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address, 8 * PAGE));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before - 10 * PAGE);
}

static void test_invalid_ranges(void **state)
{
    (void)state;
    static const struct space_range ranges[] = {
        {0, PAGE},
        {BASE, 0},
        {BASE + 1, PAGE},
        {BASE, PAGE + 1},
        {BASE, SIZE_MAX},
        {HAL_USER_LIMIT, PAGE},
        {BASE, HAL_USER_LIMIT},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        tay_ua_t start = ranges[i].start;
        size_t length = ranges[i].length_bytes;
        assert_status(tay_space_unmap(TAY_CAP_SELF, start, length), TAY_EINVAL);
        assert_status(tay_space_protect(TAY_CAP_SELF, start, length, RW), TAY_EINVAL);
    }
    tay_ua_t address;
    assert_ok(map_at(BASE, PAGE, RW, &address));
    assert_status(tay_space_protect(TAY_CAP_SELF, address, PAGE, 0), TAY_EINVAL);
    assert_status(tay_space_protect(TAY_CAP_SELF, address, PAGE, RW | RX), TAY_EINVAL);
    assert_status(tay_space_protect(TAY_CAP_SELF, address, 2 * PAGE, RW), TAY_ENOENT);
    assert_status(tay_space_protect(TAY_CAP_SELF, address - PAGE, 2 * PAGE, RW), TAY_ENOENT);
}

static void test_protect_splits_and_joins(void **state)
{
    (void)state;
    tay_ua_t address;
    assert_ok(map_at(BASE, 40 * PAGE, RW, &address));
    size_t before = used_bytes(TAY_OWN_ACCOUNT);
    for (unsigned i = 0; i < 40; i++) {
        assert_true(sim_write(BASE + i * PAGE, &i, sizeof i));
    }
    assert_ok(tay_space_protect(TAY_CAP_SELF, BASE + 3 * PAGE, 30 * PAGE, TAY_MAP_READ));
    const struct piece pieces[] = {
        {BASE, 3 * PAGE, RW, 0},
        {BASE + 3 * PAGE, 30 * PAGE, TAY_MAP_READ, 0},
        {BASE + 33 * PAGE, 7 * PAGE, RW, 0},
    };
    assert_pieces(BASE, pieces, 3);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before + 4 * PAGE);
    assert_ok(tay_space_protect(TAY_CAP_SELF, BASE, 40 * PAGE, RW));
    const struct piece whole = {BASE, 40 * PAGE, RW, 0};
    assert_pieces(BASE, &whole, 1);
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), before);
}

/* Two hundred GiB, with a page here and there, go in steps. */
static void test_sparse_unmap(void **state)
{
    (void)state;
    struct process *process = scheduler_current()->process;
    struct account *rich = process->space.account;
    size_t budget = rich->budget_bytes, frames = frame_free_count();
    tay_ua_t address;
    rich->budget_bytes = 1000 * GIB; /* more than this machine has */
    sim_check_always(NULL);
    assert_ok(map_at(GIB, 200 * GIB, RW, &address));
    for (tay_ua_t at = GIB; at < 200 * GIB; at += 7 * GIB + 5 * PAGE) {
        assert_true(sim_write(at, "x", 1));
    }
    sim_set_preemption(3, 2);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, GIB, 200 * GIB));
    rich->budget_bytes = budget;
    assert_int_equal(frame_free_count(), frames);
    assert_status(
        tay_space_query(TAY_CAP_SELF, HAL_USER_LIMIT, &address, &budget, &budget, &frames),
        TAY_ENOENT);
}

/* A search for room that is interrupted at each look finds the same place, from the hint on and, if
 * there is none, from the start. */
static void test_search_for_room_in_pieces(void **state)
{
    (void)state;
    const tay_ua_t top = HAL_USER_LIMIT - 300 * PAGE;
    tay_ua_t address;
    for (unsigned i = 0; i < 150; i++) {
        address = GIB + 2 * i * PAGE;
        assert_ok(tay_space_map(TAY_CAP_SELF, 0, 0, PAGE, address, RW | TAY_MAP_FIXED, &address));
        address = top + 2 * i * PAGE;
        assert_ok(tay_space_map(TAY_CAP_SELF, 0, 0, PAGE, address, RW | TAY_MAP_FIXED, &address));
    }
    sim_set_preemption(1, 1);
    assert_ok(tay_space_map(TAY_CAP_SELF, 0, 0, 2 * PAGE, GIB, RW, &address));
    assert_int_equal(address, GIB + 299 * PAGE);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, address, 2 * PAGE));
    assert_ok(tay_space_map(TAY_CAP_SELF, 0, 0, PAGE, GIB, RW, &address));
    assert_int_equal(address, GIB + PAGE);
    tay_ua_t first = 0, expected;
    assert_ok(tay_space_map(TAY_CAP_SELF, 0, 0, 2 * PAGE, HAL_USER_LIMIT, RW, &expected));
    assert_ok(tay_space_unmap(TAY_CAP_SELF, expected, 2 * PAGE));
    assert_ok(tay_space_map(TAY_CAP_SELF, 0, 0, 2 * PAGE, top, RW, &first));
    assert_int_equal(first, expected);
    assert_status(tay_space_map(TAY_CAP_SELF, 0, 0, HAL_USER_LIMIT / 2 * 2 - PAGE, top, RW, &first),
                  TAY_ENOMEM);
    sim_set_preemption(0, 0);
}

/* Memory is never writable in one place and executable in another. */
static void test_write_and_execute_do_not_mix(void **state)
{
    (void)state;
    tay_cap_t memory = make_memory(1);
    tay_ua_t address;
    tay_ua_t writable = map_memory(memory, RW | SHARED);
    assert_status(tay_space_map(TAY_CAP_SELF, memory, 0, PAGE, 0, RX, &address), TAY_ESTATE);
    assert_status(tay_space_protect(TAY_CAP_SELF, writable, PAGE, RX), TAY_ESTATE);
    assert_ok(tay_space_protect(TAY_CAP_SELF, writable, PAGE, TAY_MAP_READ));
    tay_ua_t executable = map_memory(memory, RX);
    assert_status(tay_space_map(TAY_CAP_SELF, memory, 0, PAGE, 0, RW | SHARED, &address),
                  TAY_ESTATE);
    assert_status(tay_space_protect(TAY_CAP_SELF, writable, PAGE, RW), TAY_ESTATE);
    map_memory(memory, RW); /* a private copy is another thing */
    assert_ok(tay_space_unmap(TAY_CAP_SELF, executable, PAGE));
    assert_ok(tay_space_protect(TAY_CAP_SELF, writable, PAGE, RW));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_unmap_splits),
        CORE_TEST(test_invalid_ranges),
        CORE_TEST(test_search_for_room_in_pieces),
        CORE_TEST(test_protect_splits_and_joins),
        CORE_TEST(test_sparse_unmap),
        CORE_TEST(test_write_and_execute_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
