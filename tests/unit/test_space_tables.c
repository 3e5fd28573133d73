/* SPDX-License-Identifier: MIT */
/*
 * The page tables of hal/space.h (bsp/common/aarch64/space.c): what is mapped, which tables there
 * are, and that they go with their last page.
 */
#include "unit.h"

#include "fake_upcalls.h"

#include <a64_asid.h>
#include <a64_pte.h>
#include <a64_tlb.h>
#include <limits.h>
#include <machine.h>
#include <stdlib.h>

#define READ TAY_MAP_READ
#define WRITE (TAY_MAP_READ | TAY_MAP_WRITE)
#define EXECUTE (TAY_MAP_READ | TAY_MAP_EXECUTE)
#define PAGE HAL_PAGE_BYTES
#define MIB ((tay_ua_t)1 << 20)
#define GIB ((tay_ua_t)1 << 30)

static struct hal_space space;

static int set_up(void **state)
{
    (void)state;
    fake_start();
    assert_true(hal_space_init(&space));
    return 0;
}

static tay_ua_t next(tay_ua_t address, tay_ua_t limit)
{
    unsigned entries = UINT_MAX;
    return hal_space_next(&space, address, limit, &entries);
}

static int tear_down(void **state)
{
    (void)state;
    machine_check();
    fake_stop();
    return 0;
}

static struct hal_pa pa_of_page(void)
{
    return hal_linear_pa(fake_page());
}

static void map(tay_ua_t address, struct hal_pa pa, unsigned protection)
{
    assert_true(hal_space_map(&space, address,
                              &(struct hal_page){.pa = pa, .protection = protection}, HAL_CACHED));
}

static bool try_map(tay_ua_t address)
{
    struct hal_page page = {.pa = pa_of_page(), .protection = READ};
    return hal_space_map(&space, address, &page, HAL_CACHED);
}

static void assert_mapped(tay_ua_t address, struct hal_pa pa, unsigned protection)
{
    struct hal_page page;

    assert_true(hal_space_query(&space, address, &page));
    assert_int_equal(page.pa.value, pa.value);
    assert_int_equal(page.protection, protection);
}

static void change(tay_ua_t address, struct hal_pa pa, unsigned protection)
{
    struct hal_page page = {.pa = pa, .protection = protection};

    hal_space_change(&space, address, &page);
}

static void unmap(tay_ua_t address)
{
    assert_int_equal(hal_space_unmap(&space, address, address + PAGE), address + PAGE);
}

static void test_empty_space_is_its_root(void **state)
{
    struct hal_page page;

    (void)state;
    assert_int_equal(fake_tables(), 1);
    assert_false(hal_space_query(&space, PAGE, &page));
    assert_int_equal(hal_space_unmap(&space, PAGE, 2 * PAGE), 2 * PAGE);
    assert_int_equal(next(PAGE, HAL_USER_LIMIT), HAL_USER_LIMIT);
    hal_space_fini(&space);
    assert_int_equal(fake_tables(), 0);
}

static void test_query_tells_what_map_did(void **state)
{
    static const unsigned protection[] = {READ, WRITE, EXECUTE};

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        struct hal_pa pa = pa_of_page();
        map(PAGE * (i + 1), pa, protection[i]);
        assert_mapped(PAGE * (i + 1), pa, protection[i]);
    }
    assert_int_equal(fake_tables(), 3);
}

static void test_first_and_last_page(void **state)
{
    struct hal_pa low = pa_of_page();
    struct hal_pa high = pa_of_page();

    (void)state;
    map(PAGE, low, WRITE);
    map(HAL_USER_LIMIT - PAGE, high, READ);
    assert_mapped(PAGE, low, WRITE);
    assert_mapped(HAL_USER_LIMIT - PAGE, high, READ);
    assert_int_equal(fake_tables(), 5);
    assert_int_equal(next(2 * PAGE, HAL_USER_LIMIT), HAL_USER_LIMIT - PAGE);
}

static void test_tables_go_with_their_last_page(void **state)
{
    (void)state;
    map(GIB, pa_of_page(), READ);
    map(GIB + PAGE, pa_of_page(), READ);
    map(GIB + 2 * MIB, pa_of_page(), READ);
    assert_int_equal(fake_tables(), 4);
    unmap(GIB);
    assert_int_equal(fake_tables(), 4);
    unmap(GIB + PAGE);
    assert_int_equal(fake_tables(), 3);
    unmap(GIB + 2 * MIB);
    assert_int_equal(fake_tables(), 1);
    assert_int_equal(fake_dirty_tables(), 0);
}

static void test_full_table(void **state)
{
    struct hal_pa pa = pa_of_page();

    (void)state;
    for (tay_ua_t address = GIB; address < GIB + 2 * MIB; address += PAGE) {
        map(address, pa, READ);
    }
    assert_int_equal(fake_tables(), 3);
    for (tay_ua_t address = GIB; address < GIB + 2 * MIB; address += PAGE) {
        assert_int_equal(fake_tables(), 3);
        unmap(address);
    }
    assert_int_equal(fake_tables(), 1);
}

static void test_map_without_table_leaves_no_trace(void **state)
{
    struct hal_page page;

    (void)state;
    for (unsigned limit = 0; limit < 2; limit++) {
        fake_limit_tables(limit);
        assert_false(try_map(GIB));
        assert_int_equal(fake_tables(), 1);
        assert_false(hal_space_query(&space, GIB, &page));
    }
    assert_int_equal(fake_dirty_tables(), 0);
    fake_limit_tables(2);
    map(GIB, pa_of_page(), READ);
    fake_limit_tables(0);
    assert_false(try_map(GIB + 2 * MIB));
    assert_int_equal(fake_tables(), 3);
    map(GIB + PAGE, pa_of_page(), READ);
}

static void test_change(void **state)
{
    struct hal_pa first = pa_of_page();
    struct hal_pa second = pa_of_page();

    (void)state;
    map(PAGE, first, READ);
    change(PAGE, first, WRITE);
    assert_mapped(PAGE, first, WRITE);
    change(PAGE, second, EXECUTE);
    assert_mapped(PAGE, second, EXECUTE);
    unmap(PAGE);
    assert_int_equal(fake_tables(), 1);
}

/* The descriptor of a page, as hardware would find it. */
static uint64_t descriptor_of(tay_ua_t address)
{
    const uint64_t *table = space.root;

    for (unsigned level = A64_LEVEL_FIRST;; level++) {
        uint64_t descriptor = table[(address >> A64_LEVEL_SHIFT(level)) % A64_TABLE_ENTRIES];
        if (level == A64_LEVEL_LAST) {
            return descriptor;
        }
        table = hal_linear_va((struct hal_pa){descriptor & A64_PTE_ADDRESS});
    }
}

static void test_descriptors(void **state)
{
    /* Valid page, EL0, inner shareable, accessed, not global, PXN: bits 0, 1, 6, 8-11, 53. */
    const uint64_t always = 0x20000000000f43;
    const uint64_t read_only = 0x80;
    const uint64_t uxn = 0x40000000000000;
    struct hal_pa pa = pa_of_page();
    struct hal_pa device = {MACHINE_DEVICE_PA};

    (void)state;
    map(PAGE, pa, READ);
    map(2 * PAGE, pa, WRITE);
    map(3 * PAGE, pa, EXECUTE);
    assert_true(hal_space_map(&space, 4 * PAGE,
                              &(struct hal_page){.pa = device, .protection = WRITE}, HAL_DEVICE));
    assert_true(hal_space_map(
        &space, 5 * PAGE, &(struct hal_page){.pa = device, .protection = READ}, HAL_NONCACHEABLE));
    assert_int_equal(descriptor_of(PAGE), always | pa.value | read_only | uxn);
    assert_int_equal(descriptor_of(2 * PAGE), always | pa.value | uxn);
    assert_int_equal(descriptor_of(3 * PAGE), always | pa.value | read_only);
    assert_int_equal(descriptor_of(4 * PAGE), always | device.value | uxn | 1 << 2);
    assert_int_equal(descriptor_of(5 * PAGE), always | device.value | uxn | read_only | 2 << 2);
    change(4 * PAGE, device, READ);
    assert_int_equal(descriptor_of(4 * PAGE), always | device.value | uxn | read_only | 1 << 2);
}

static void test_next_skips_what_is_not_mapped(void **state)
{
    (void)state;
    map(3 * PAGE, pa_of_page(), READ);
    map(5 * GIB + 7 * MIB, pa_of_page(), READ);
    assert_int_equal(next(0, HAL_USER_LIMIT), 3 * PAGE);
    assert_int_equal(next(3 * PAGE, HAL_USER_LIMIT), 3 * PAGE);
    assert_int_equal(next(4 * PAGE, HAL_USER_LIMIT), 5 * GIB + 7 * MIB);
    assert_int_equal(next(4 * PAGE, 5 * GIB), 5 * GIB);
    assert_int_equal(next(4 * PAGE, 5 * GIB + 7 * MIB), 5 * GIB + 7 * MIB);
    assert_int_equal(next(6 * GIB, 6 * GIB), 6 * GIB);
}

static void test_tables_max(void **state)
{
    (void)state;
    assert_int_equal(hal_space_tables_max(PAGE, PAGE), 2);
    assert_int_equal(hal_space_tables_max(2 * MIB - PAGE, PAGE), 2);
    assert_int_equal(hal_space_tables_max(2 * MIB - PAGE, 2 * PAGE), 3);
    assert_int_equal(hal_space_tables_max(GIB - PAGE, 2 * PAGE), 4);
    assert_int_equal(hal_space_tables_max(0, HAL_USER_LIMIT), 512 + 512 * 512);
}

/* Any order of map and unmap, against a plain list of what is mapped. */
static void test_random_maps_against_a_model(void **state)
{
    enum { PLACES = 40, STEPS = 4000 };
    tay_ua_t place[PLACES];
    uintptr_t mapped[PLACES] = {0};
    uint64_t random = 99;
    struct hal_page page;

    (void)state;
    for (unsigned i = 0; i < PLACES; i++) {
        place[i] = (i % 3 + 1) * GIB + (i % 5) * 2 * MIB + i * PAGE;
    }
    struct hal_pa pa = pa_of_page();
    for (unsigned step = 0; step < STEPS; step++) {
        unsigned i = (unsigned)(machine_random(&random) % PLACES);
        if (mapped[i] == 0) {
            map(place[i], pa, READ);
            mapped[i] = pa.value;
        } else {
            unmap(place[i]);
            mapped[i] = 0;
        }
        for (unsigned j = 0; j < PLACES; j++) {
            assert_int_equal(hal_space_query(&space, place[j], &page), mapped[j] != 0);
        }
    }
    for (unsigned i = 0; i < PLACES; i++) {
        if (mapped[i] != 0) {
            unmap(place[i]);
        }
    }
    assert_int_equal(fake_tables(), 1);
    assert_int_equal(fake_dirty_tables(), 0);
}

static void test_space_needs_a_root(void **state)
{
    struct hal_space other;

    (void)state;
    fake_limit_tables(0);
    for (unsigned i = 0; i < A64_ASID_COUNT; i++) { /* and keeps no identifier */
        assert_false(hal_space_init(&other));
    }
    fake_limit_tables(1);
    assert_true(hal_space_init(&other));
    assert_int_not_equal(other.asid, space.asid);
}

static void test_spaces_without_end_one_after_another(void **state)
{
    struct hal_space other;

    (void)state;
    for (unsigned i = 0; i <= A64_ASID_COUNT; i++) {
        assert_true(hal_space_init(&other));
        assert_int_not_equal(other.asid, space.asid);
        hal_space_fini(&other);
    }
    assert_int_equal(fake_tables(), 1);
}

static void test_identifiers_are_unique_and_end(void **state)
{
    struct hal_space other;

    (void)state;
    unsigned char *seen = calloc(A64_ASID_COUNT, 1);
    assert_non_null(seen);
    seen[A64_ASID_NONE] = 1;
    seen[space.asid] = 1;
    for (unsigned i = 2; i < A64_ASID_COUNT; i++) {
        uint16_t asid = a64_asid_take();
        assert_int_equal(seen[asid]++, 0);
    }
    assert_int_equal(a64_asid_take(), A64_ASID_NONE);
    assert_false(hal_space_init(&other));
    assert_int_equal(fake_tables(), 1);
    a64_asid_give(4711);
    assert_int_equal(a64_asid_take(), 4711);
    free(seen);
}

/* A search passes so many entries, tells how far it came, and goes on from there. */
static void test_next_in_pieces(void **state)
{
    (void)state;
    const tay_ua_t at = 5 * GIB + 7 * MIB;
    map(at, pa_of_page(), READ);
    for (unsigned piece = 1; piece < 600; piece += 7) {
        tay_ua_t found = 0;
        unsigned entries = 0, calls = 0;
        while (entries == 0 && found < HAL_USER_LIMIT) {
            entries = piece;
            found = hal_space_next(&space, found, HAL_USER_LIMIT, &entries);
            assert_true(found <= at);
            calls++;
        }
        assert_int_equal(found, at);
        assert_true(calls >= 8 / piece);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_empty_space_is_its_root),
        TEST(test_query_tells_what_map_did),
        TEST(test_first_and_last_page),
        TEST(test_tables_go_with_their_last_page),
        TEST(test_full_table),
        TEST(test_map_without_table_leaves_no_trace),
        TEST(test_change),
        TEST(test_descriptors),
        TEST(test_next_skips_what_is_not_mapped),
        TEST(test_next_in_pieces),
        TEST(test_tables_max),
        TEST(test_random_maps_against_a_model),
        TEST(test_space_needs_a_root),
        TEST(test_spaces_without_end_one_after_another),
        TEST(test_identifiers_are_unique_and_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
