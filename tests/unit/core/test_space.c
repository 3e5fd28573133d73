/* SPDX-License-Identifier: MIT */
/*
 * Address spaces: where mappings go, what they may be, and what is refused.
 */
#include "fixture.h"

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
    assert_true(address >= HAL_USER_LIMIT / 4 && address < HAL_USER_LIMIT / 4 * 3);
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

#define GUARD TAY_MAP_GUARD

/* A guard costs its mapping object, however large it is. */
static void test_guard_is_nothing_but_taken(void **state)
{
    (void)state;
    const struct piece piece = {BASE, GIB, GUARD, 0};
    tay_ua_t address;
    assert_ok(map_at(BASE + GIB, PAGE, RW, &address)); /* a page of mapping objects has room */
    size_t used = used_bytes(TAY_OWN_ACCOUNT);
    assert_ok(map_at(BASE, GIB, GUARD | FIXED, &address));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), used);
    assert_pieces(BASE, &piece, 1);
    assert_ok(map_at(BASE, PAGE, GUARD, &address));
    assert_int_equal(address, BASE + GIB + PAGE);
    assert_status(map_at(BASE + PAGE, PAGE, RW | FIXED, &address), TAY_ESTATE);
    assert_status(tay_space_protect(TAY_CAP_SELF, BASE, PAGE, TAY_MAP_READ), TAY_ERIGHT);
    assert_status(tay_space_protect(TAY_CAP_SELF, BASE, GIB + PAGE, RW), TAY_ERIGHT);
    assert_pieces(BASE, &piece, 1);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, BASE, GIB));
    assert_int_equal(used_bytes(TAY_OWN_ACCOUNT), used);
}

static void test_guard_is_cut(void **state)
{
    (void)state;
    const struct piece pieces[] = {
        {BASE, PAGE, GUARD, 0}, {BASE + PAGE, PAGE, RW, 0}, {BASE + 2 * PAGE, 2 * PAGE, GUARD, 0}};
    tay_ua_t address;
    assert_ok(map_at(BASE, 4 * PAGE, GUARD | FIXED, &address));
    assert_ok(tay_space_unmap(TAY_CAP_SELF, BASE + PAGE, PAGE));
    assert_ok(map_at(BASE + PAGE, PAGE, RW | FIXED, &address));
    assert_true(sim_write(BASE + PAGE, "x", 1));
    assert_pieces(BASE, pieces, 3);
    assert_ok(tay_space_unmap(TAY_CAP_SELF, BASE, 4 * PAGE));
    assert_ok(map_at(BASE, 4 * PAGE, RW | FIXED, &address));
}

static void test_guard_has_nothing_else(void **state)
{
    (void)state;
    static const unsigned flags[] = {GUARD | TAY_MAP_READ, GUARD | RW, GUARD | TAY_MAP_EXECUTE,
                                     GUARD | SHARED};
    tay_ua_t address;
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        assert_status(map_at(BASE, PAGE, flags[i], &address), TAY_EINVAL);
    }
    assert_status(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, PAGE, PAGE, 0, GUARD, &address),
                  TAY_EINVAL);
    assert_status(tay_space_map(TAY_CAP_SELF, make_memory(1), 0, PAGE, 0, GUARD, &address),
                  TAY_EINVAL);
    assert_status(tay_space_protect(TAY_CAP_SELF, SIM_DATA_UA, PAGE, GUARD), TAY_EINVAL);
}

/* The kernel does not touch it either. */
static void test_guard_is_not_touched(void **state)
{
    (void)state;
    tay_ua_t address;
    size_t written;
    tay_cap_t log = sim_boot_info()->log;
    assert_ok(map_at(BASE, PAGE, GUARD | FIXED, &address));
    assert_status(tay_log_write(log, sim_pointer(BASE), 8, &written), TAY_EFAULT);
    struct actor actor = start_thread(make_process(TAY_OWN_ACCOUNT), PRIORITY_AHEAD);
    assert_ok(map_at(BASE, PAGE, GUARD | FIXED, &address));
    assert_false(sim_write(BASE + 8, "x", 1));
    assert_false(sim_is_live(actor.context));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_invalid_arguments),          CORE_TEST(test_place),
        CORE_TEST(test_flags_are_completed),        CORE_TEST(test_memory_object),
        CORE_TEST(test_guard_is_nothing_but_taken), CORE_TEST(test_guard_is_cut),
        CORE_TEST(test_guard_has_nothing_else),     CORE_TEST(test_guard_is_not_touched),
        CORE_TEST(test_rights_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
