/* SPDX-License-Identifier: MIT */
/*
 * Where a program's stack lies: in the window, at 256 places or more, at the same cost.
 */
#include "unit.h"

#include <tay/abi/seed.h>
#include <tay/load.h>
#include <tay/startup.h>

#define PAGE_BYTES 4096u
#define TABLE_BYTES 0x200000u /* what one table of pages spans: 512 pages */
#define DRAWS 4096
#define PLACES_MIN 256

static const size_t sizes[] = {PAGE_BYTES, 4 * PAGE_BYTES, TAY_PROGRAM_STACK_BYTES_MAX};

static void test_stack_and_guard_take_one_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (uint64_t n = 0; n < DRAWS; n++) {
            tay_ua_t stack = tay_load_stack_place(sizes[i], tay_seed_derive(1, TAY_SEED_STACK, n));
            tay_ua_t low = stack - TAY_PROGRAM_GUARD_BYTES;
            tay_ua_t high = stack + sizes[i] - 1;
            assert_int_equal(stack % PAGE_BYTES, 0);
            assert_int_equal(low / TABLE_BYTES, high / TABLE_BYTES);
            assert_true(low >= TAY_PROGRAM_STACK_WINDOW_UA);
            assert_true(high - TAY_PROGRAM_STACK_WINDOW_UA < TAY_PROGRAM_STACK_WINDOW_BYTES);
        }
    }
}

/* Both ends of the numbers reach both ends of the window. */
static void test_all_of_the_window_is_used(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        tay_ua_t pages = (TABLE_BYTES - TAY_PROGRAM_GUARD_BYTES - sizes[i]) / PAGE_BYTES;
        tay_ua_t pieces = TAY_PROGRAM_STACK_WINDOW_BYTES / TABLE_BYTES;
        uint64_t last = (uint64_t)pages << 32 | (pieces - 1);
        tay_ua_t lowest = TAY_PROGRAM_STACK_WINDOW_UA + TAY_PROGRAM_GUARD_BYTES;
        assert_int_equal(tay_load_stack_place(sizes[i], 0), lowest);
        assert_int_equal(tay_load_stack_place(sizes[i], last) + sizes[i],
                         TAY_PROGRAM_STACK_WINDOW_UA + TAY_PROGRAM_STACK_WINDOW_BYTES);
        assert_true(pieces * (pages + 1) >= PLACES_MIN * PLACES_MIN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stack_and_guard_take_one_table),
        cmocka_unit_test(test_all_of_the_window_is_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
