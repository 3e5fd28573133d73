/* SPDX-License-Identifier: MIT */
/*
 * Unmap and protect in steps: preempted anywhere they do the whole work; if the account cannot pay
 * they leave no trace before the first step, and afterwards repeating finishes the work.
 */
#include "fixture.h"

#include "kernel_state.h"

#include <mem/frame.h>

#define READ TAY_MAP_READ
#define RW (TAY_MAP_READ | TAY_MAP_WRITE)
#define BASE ((tay_ua_t)0x40000000)

static void assert_mapping(tay_ua_t at, tay_ua_t start, size_t pages, tay_word_t flags)
{
    tay_ua_t found;
    size_t length, offset;
    tay_word_t found_flags;
    assert_ok(tay_space_query(TAY_CAP_SELF, at, &found, &length, &found_flags, &offset));
    assert_int_equal(found, start);
    assert_int_equal(length, pages * PAGE);
    assert_int_equal(found_flags, flags);
}

static void touch(tay_ua_t address, size_t pages)
{
    for (size_t i = 0; i < pages; i++) {
        assert_true(sim_read(address + i * PAGE, &(char){0}, 1));
    }
}

static tay_ua_t map_at(tay_ua_t hint, tay_cap_t memory, size_t pages, unsigned flags)
{
    tay_ua_t address;
    assert_ok(tay_space_map(TAY_CAP_SELF, memory, 0, pages * PAGE, hint, flags, &address));
    assert_int_equal(address, hint);
    return address;
}

static void assert_no_memory(tay_ua_t address, size_t pages, unsigned protection)
{
    uint64_t before = kernel_state_hash();
    enum tay_status status =
        protection == 0 ? tay_space_unmap(TAY_CAP_SELF, address, pages * PAGE)
                        : tay_space_protect(TAY_CAP_SELF, address, pages * PAGE, protection);
    assert_status(status, TAY_ENOMEM);
    assert_true(kernel_state_hash() == before);
}

/* To cut a range out of a mapping takes two splits, each two tables more. */
static void test_cut_that_cannot_be_paid(void **state)
{
    (void)state;
    for (size_t pages = 0; pages < 4; pages++) {
        sim_boot(NULL);
        act_in_account(40);
        map_at(BASE, TAY_CAP_NULL, 5, RW);
        tay_cap_t rest = leave_pages(pages);
        assert_no_memory(BASE + 2 * PAGE, 1, 0);
        assert_no_memory(BASE + 2 * PAGE, 1, READ);
        assert_ok(tay_cap_close(rest));
        assert_ok(tay_space_protect(TAY_CAP_SELF, BASE + 2 * PAGE, PAGE, READ));
        assert_mapping(BASE + 2 * PAGE, BASE + 2 * PAGE, 1, READ);
    }
    sim_boot(NULL);
    act_in_account(40);
    map_at(BASE, TAY_CAP_NULL, 5, RW);
    leave_pages(4);
    assert_ok(tay_space_protect(TAY_CAP_SELF, BASE + 2 * PAGE, PAGE, READ));
    assert_ok(tay_space_unmap(TAY_CAP_SELF, BASE + 2 * PAGE, PAGE));
}

/* However many mappings there are, so that somewhere there is no room for one more. */
static void test_mapping_that_cannot_be_paid(void **state)
{
    (void)state;
    for (unsigned mappings = 0; mappings < 40; mappings++) {
        sim_boot(NULL);
        act_in_account(200);
        map_at(BASE, TAY_CAP_NULL, 5, RW);
        for (unsigned i = 0; i < mappings; i++) {
            map_at(BASE + (10 + i) * PAGE, TAY_CAP_NULL, 1, i % 2 == 0 ? RW : READ);
        }
        leave_pages(0);
        assert_no_memory(BASE + 2 * PAGE, 1, 0);
        assert_no_memory(BASE + 2 * PAGE, 1, READ);
    }
}

/* The cut can be paid, but not the page of its own that a private mapping wants to write. */
static void test_write_that_cannot_be_paid(void **state)
{
    (void)state;
    act_in_account(40);
    map_at(BASE, make_memory(5), 5, READ);
    tay_cap_t rest = leave_pages(4);
    assert_no_memory(BASE + 2 * PAGE, 1, RW);
    assert_mapping(BASE, BASE, 5, READ);
    assert_ok(tay_cap_close(rest));
    assert_ok(tay_space_protect(TAY_CAP_SELF, BASE + 2 * PAGE, PAGE, RW));
}

/* A mapping with many pages is done in pieces, which are mappings for a while. */
static void test_piece_that_cannot_be_paid(void **state)
{
    (void)state;
    act_in_account(80);
    map_at(BASE, TAY_CAP_NULL, 24, RW);
    touch(BASE, 24);
    tay_cap_t rest = leave_pages(5);
    assert_no_memory(BASE + 2 * PAGE, 20, READ);
    assert_ok(tay_cap_close(rest));
    map_at(BASE + 30 * PAGE, make_memory(24), 24, READ);
    touch(BASE + 30 * PAGE, 24);
    leave_pages(6);
    assert_ok(tay_space_protect(TAY_CAP_SELF, BASE + 2 * PAGE, 20 * PAGE, READ));
    assert_ok(tay_space_protect(TAY_CAP_SELF, BASE + 2 * PAGE, 20 * PAGE, RW));
    assert_mapping(BASE, BASE, 24, RW);
    assert_no_memory(BASE + 32 * PAGE, 20, RW);
}

/* Mappings that the user made apart stay apart when nothing happens. */
static void test_neighbours_are_not_joined(void **state)
{
    (void)state;
    act_in_account(40);
    tay_cap_t memory = make_memory(4);
    tay_ua_t address;
    map_at(BASE, memory, 2, READ);
    assert_ok(
        tay_space_map(TAY_CAP_SELF, memory, 2 * PAGE, 2 * PAGE, BASE + 2 * PAGE, READ, &address));
    leave_pages(1);
    assert_no_memory(BASE + 2 * PAGE, 2, RW);
    assert_mapping(BASE, BASE, 2, READ);
}

static void test_repeating_finishes(void **state)
{
    (void)state;
    act_in_account(60);
    tay_cap_t memory = make_memory(3);
    map_at(BASE, memory, 3, READ);
    map_at(BASE + 3 * PAGE, memory, 3, READ);
    touch(BASE, 6);
    tay_cap_t rest = leave_pages(3);
    assert_status(tay_space_protect(TAY_CAP_SELF, BASE, 6 * PAGE, RW), TAY_ENOMEM);
    assert_mapping(BASE, BASE, 3, RW);
    assert_mapping(BASE + 3 * PAGE, BASE + 3 * PAGE, 3, READ);
    assert_ok(tay_cap_close(rest));
    assert_ok(tay_space_protect(TAY_CAP_SELF, BASE, 6 * PAGE, RW));
    assert_mapping(BASE + 3 * PAGE, BASE + 3 * PAGE, 3, RW);
    assert_true(sim_write(BASE + 5 * PAGE, "x", 1));
}

static void test_preempted(void **state)
{
    (void)state;
    size_t frames = frame_free_count();
    for (unsigned one_in = 1; one_in < 5; one_in++) {
        map_at(BASE, TAY_CAP_NULL, 100, RW);
        touch(BASE, 100);
        sim_set_preemption(one_in, one_in);
        assert_ok(tay_space_protect(TAY_CAP_SELF, BASE + 3 * PAGE, 90 * PAGE, READ));
        assert_mapping(BASE + 3 * PAGE, BASE + 3 * PAGE, 90, READ);
        assert_ok(tay_space_protect(TAY_CAP_SELF, BASE + 50 * PAGE, PAGE, RW));
        assert_ok(tay_space_unmap(TAY_CAP_SELF, BASE + PAGE, 98 * PAGE));
        assert_mapping(BASE, BASE, 1, RW);
        assert_mapping(BASE + PAGE, BASE + 99 * PAGE, 1, RW);
        assert_ok(tay_space_unmap(TAY_CAP_SELF, BASE, 100 * PAGE));
        sim_set_preemption(0, 0);
        assert_int_equal(frame_free_count(), frames);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CORE_TEST(test_mapping_that_cannot_be_paid),
        CORE_TEST(test_cut_that_cannot_be_paid),
        CORE_TEST(test_write_that_cannot_be_paid),
        CORE_TEST(test_piece_that_cannot_be_paid),
        CORE_TEST(test_neighbours_are_not_joined),
        CORE_TEST(test_repeating_finishes),
        CORE_TEST(test_preempted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
