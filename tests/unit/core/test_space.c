/* SPDX-License-Identifier: MIT */
/*
 * Address spaces: where mappings go, how they are split and joined, and what is refused.
 */
#include "fixture.h"

#include <mem/frame.h>
#include <object/account.h>
#include <process/process.h>
#include <sched/scheduler.h>

#define RW (TAY_MAP_READ | TAY_MAP_WRITE)
#define RX (TAY_MAP_READ | TAY_MAP_EXECUTE)
#define FIXED TAY_MAP_FIXED
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

static void test_invalid_arguments(void **state)
{
    (void)state;
    static const struct {
        size_t offset, length;
        tay_ua_t hint;
        unsigned flags;
        enum tay_status status;
    } rows[] = {
        {0, 0, 0, RW, TAY_EINVAL},
        {0, 100, 0, RW, TAY_EINVAL},
        {0, PAGE, 5, RW, TAY_EINVAL},
        {PAGE, PAGE, 0, RW, TAY_EINVAL},
        {0, PAGE, 0, RW | SHARED, TAY_EINVAL},
        {0, PAGE, 0, 0, TAY_EINVAL},
        {0, PAGE, 0, RW | RX, TAY_EINVAL},
        {0, PAGE, 0, TAY_MAP_WRITE | TAY_MAP_EXECUTE, TAY_EINVAL},
        {0, HAL_USER_LIMIT, 0, RW, TAY_EINVAL},
        {0, SIZE_MAX & ~(PAGE - 1), PAGE, RW, TAY_EINVAL},
        {0, PAGE, 0, RW | FIXED, TAY_EINVAL},
        {0, PAGE, HAL_USER_LIMIT, RW | FIXED, TAY_EINVAL},
        {0, 2 * PAGE, HAL_USER_LIMIT - PAGE, RW | FIXED, TAY_EINVAL},
        {0, PAGE, SIM_TEXT_UA, RW | FIXED, TAY_ESTATE},
        {0, HAL_USER_LIMIT - PAGE, 0, RW, TAY_ENOMEM}, /* no such free range */
        {0, GIB, 0, RW, TAY_ENOMEM},                   /* the account cannot pay */
        {0, PAGE, HAL_USER_LIMIT - PAGE, RW | FIXED, TAY_OK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tay_ua_t address;
        assert_status(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, rows[i].offset, rows[i].length,
                                    rows[i].hint, rows[i].flags, &address),
                      rows[i].status);
    }
}

static void test_place(void **state)
{
    (void)state;
    tay_ua_t address;
    assert_ok(map_at(BASE, 2 * PAGE, RW, &address));
    assert_int_equal(address, BASE);
    assert_ok(map_at(BASE + PAGE, PAGE, RW, &address)); /* taken: the next free place above */
    assert_int_equal(address, BASE + 2 * PAGE);
    assert_ok(map_at(BASE + 4 * PAGE, PAGE, RW, &address));
    assert_ok(map_at(BASE, 2 * PAGE, RW, &address)); /* the hole of one page is too small */
    assert_int_equal(address, BASE + 5 * PAGE);
    assert_ok(map_at(BASE, PAGE, RW, &address));
    assert_int_equal(address, BASE + 3 * PAGE);
    assert_ok(map_at(HAL_USER_LIMIT - PAGE, PAGE, RW, &address));
    assert_ok(map_at(HAL_USER_LIMIT - PAGE, PAGE, RW, &address)); /* nothing above: from below */
    assert_int_equal(address, PAGE);
    assert_ok(map_at(HAL_USER_LIMIT + PAGE, PAGE, RW, &address));
    assert_int_equal(address, 2 * PAGE);
    assert_ok(map_at(0, PAGE, RW, &address));
    assert_true(address >= HAL_USER_LIMIT >> 10);
}

static void test_flags_are_completed(void **state)
{
    (void)state;
    struct piece piece = {BASE, PAGE, RW, 0};
    tay_ua_t address;
    assert_ok(map_at(BASE, PAGE, TAY_MAP_WRITE | FIXED, &address));
    assert_pieces(BASE, &piece, 1);
    assert_ok(tay_space_protect(TAY_CAP_SELF, BASE, PAGE, TAY_MAP_EXECUTE));
    piece.flags = RX;
    assert_pieces(BASE, &piece, 1);
}

static void test_memory_object(void **state)
{
    (void)state;
    tay_cap_t memory = make_memory(4);
    tay_ua_t address;
    static const struct {
        size_t offset, length;
        enum tay_status status;
    } rows[] = {
        {0, 5 * PAGE, TAY_EINVAL}, {4 * PAGE, PAGE, TAY_EINVAL},  {PAGE, 4 * PAGE, TAY_EINVAL},
        {8, PAGE, TAY_EINVAL},     {~PAGE + 1, PAGE, TAY_EINVAL}, {PAGE, 3 * PAGE, TAY_OK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_status(
            tay_space_map(TAY_CAP_SELF, memory, rows[i].offset, rows[i].length, BASE, RW, &address),
            rows[i].status);
    }
    const struct piece piece = {BASE, 3 * PAGE, RW, PAGE};
    assert_pieces(BASE, &piece, 1);
}

static void test_rights_of_memory(void **state)
{
    (void)state;
    tay_cap_t memory = make_memory(1);
    tay_cap_t read = make_copy(memory, TAY_RIGHT_READ);
    static const struct {
        unsigned flags;
        enum tay_status status;
    } rows[] = {
        {TAY_MAP_READ, TAY_OK},         {RW, TAY_OK},     {TAY_MAP_READ | SHARED, TAY_OK},
        {RW | SHARED, TAY_ERIGHT},      {RX, TAY_ERIGHT}, {RX | SHARED, TAY_ERIGHT},
        {RW | SHARED | RX, TAY_EINVAL},
    };
    tay_ua_t address = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_status(tay_space_map(TAY_CAP_SELF, read, 0, PAGE, 0, rows[i].flags, &address),
                      rows[i].status);
    }
    assert_status(
        tay_space_map(TAY_CAP_SELF, make_copy(memory, TAY_RIGHT_WRITE), 0, PAGE, 0, RW, &address),
        TAY_ERIGHT);
    /* What the capability allowed at the time is the most that protect can give. */
    address = map_memory(read, TAY_MAP_READ | SHARED);
    assert_status(tay_space_protect(TAY_CAP_SELF, address, PAGE, RW), TAY_ERIGHT);
    assert_status(tay_space_protect(TAY_CAP_SELF, address, PAGE, RX), TAY_ERIGHT);
    address = map_memory(read, TAY_MAP_READ);
    assert_ok(tay_space_protect(TAY_CAP_SELF, address, PAGE, RW));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_invalid_arguments),
        CORE_TEST(test_place),
        CORE_TEST(test_flags_are_completed),
        CORE_TEST(test_memory_object),
        CORE_TEST(test_rights_of_memory),
        CORE_TEST(test_write_and_execute_do_not_mix),
        CORE_TEST(test_unmap_splits),
        CORE_TEST(test_invalid_ranges),
        CORE_TEST(test_protect_splits_and_joins),
        CORE_TEST(test_sparse_unmap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
