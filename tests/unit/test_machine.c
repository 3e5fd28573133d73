/* SPDX-License-Identifier: MIT */
/*
 * The simulated machine itself: that it does what hal/ says, and that it sees what it is there to
 * see, above all translations that the kernel forgot to invalidate.
 */
#include "unit.h"

#include "fake_upcalls.h"

#include <a64_pte.h>
#include <a64_tlb.h>
#include <hal/console.h>
#include <hal/context.h>
#include <hal/core.h>
#include <hal/interrupt.h>
#include <hal/memory.h>
#include <hal/system.h>
#include <hal/time.h>
#include <machine.h>
#include <string.h>

#define ADDRESS ((tay_ua_t)0x40000000)

static struct hal_space space;
static struct hal_pa page_pa;

static int set_up(void **state)
{
    (void)state;
    fake_start();
    assert_true(hal_space_init(&space));
    page_pa = hal_linear_pa(fake_page());
    struct hal_page page = {.pa = page_pa, .protection = TAY_MAP_READ | TAY_MAP_WRITE};
    assert_true(hal_space_map(&space, ADDRESS, &page, HAL_CACHED));
    hal_space_activate(&space);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fake_stop();
    return 0;
}

/* Runs a function that must break the machine, or make it panic, with these words. */
static void assert_ends(enum machine_end how, void (*function)(void *), const char *words)
{
    struct machine_ending ending = machine_run(function, NULL);

    assert_int_equal(ending.how, how);
    if (strstr(ending.message, words) == NULL) {
        fail_msg("'%s' does not say '%s'", ending.message, words);
    }
}

static uint64_t *leaf(void)
{
    uint64_t *table = space.root;

    for (unsigned level = A64_LEVEL_FIRST; level < A64_LEVEL_LAST; level++) {
        uint64_t entry = table[(ADDRESS >> A64_LEVEL_SHIFT(level)) % A64_TABLE_ENTRIES];
        table = hal_linear_va((struct hal_pa){entry & A64_PTE_ADDRESS});
    }
    return &table[(ADDRESS >> A64_LEVEL_SHIFT(A64_LEVEL_LAST)) % A64_TABLE_ENTRIES];
}

static void change(unsigned protection)
{
    struct hal_page page = {.pa = page_pa, .protection = protection};

    hal_space_change(&space, ADDRESS, &page);
}

static void test_translates(void **state)
{
    (void)state;
    unsigned char *bytes = machine_translate(ADDRESS + 5, HAL_FAULT_WRITE);
    assert_ptr_equal(bytes, (unsigned char *)hal_linear_va(page_pa) + 5);
    assert_null(machine_translate(ADDRESS, HAL_FAULT_EXECUTE));
    assert_null(machine_translate(ADDRESS + HAL_PAGE_BYTES, HAL_FAULT_READ));
    assert_null(machine_translate(HAL_USER_LIMIT, HAL_FAULT_READ));
    change(TAY_MAP_READ);
    assert_non_null(machine_translate(ADDRESS, HAL_FAULT_READ));
    assert_null(machine_translate(ADDRESS, HAL_FAULT_WRITE));
    hal_space_unmap(&space, ADDRESS, ADDRESS + HAL_PAGE_BYTES);
    assert_null(machine_translate(ADDRESS, HAL_FAULT_READ));
    machine_check();
    hal_space_activate(NULL);
    assert_null(machine_translate(ADDRESS, HAL_FAULT_READ));
}

static void use_after_unmap(void *nothing)
{
    (void)nothing;
    assert_non_null(machine_translate(ADDRESS, HAL_FAULT_READ));
    *leaf() = 0; /* and no a64_tlb_page */
    machine_translate(ADDRESS, HAL_FAULT_READ);
}

static void test_sees_the_use_of_a_stale_translation(void **state)
{
    (void)state;
    assert_ends(MACHINE_BROKEN, use_after_unmap, "stale translation");
}

static void keep_after_unmap(void *core)
{
    machine_select(*(unsigned *)core);
    hal_space_activate(&space);
    assert_non_null(machine_translate(ADDRESS, HAL_FAULT_READ));
    machine_select(0);
    *leaf() = 0;
    machine_check();
}

static void test_sees_a_stale_translation_on_any_core(void **state)
{
    for (unsigned core = 0; core < 2; core++) {
        set_up(state);
        struct machine_ending ending = machine_run(keep_after_unmap, &core);
        assert_int_equal(ending.how, MACHINE_BROKEN);
        assert_non_null(strstr(ending.message, "stale translation"));
    }
}

static void replace(void *nothing)
{
    (void)nothing;
    assert_non_null(machine_translate(ADDRESS, HAL_FAULT_READ));
    *leaf() += HAL_PAGE_BYTES; /* valid to valid */
    a64_tlb_page(space.asid, ADDRESS);
}

static void test_sees_make_without_break(void **state)
{
    (void)state;
    assert_ends(MACHINE_BROKEN, replace, "no break before make");
}

static void replace_and_publish(void *nothing)
{
    (void)nothing;
    machine_prefetch(); /* user code need not have used it */
    *leaf() += HAL_PAGE_BYTES;
    a64_table_publish();
}

static void test_sees_make_without_break_ahead_of_use(void **state)
{
    (void)state;
    assert_ends(MACHINE_BROKEN, replace_and_publish, "no break before make");
}

static void drop_table(void *nothing)
{
    (void)nothing;
    assert_non_null(machine_translate(ADDRESS, HAL_FAULT_READ));
    space.root[ADDRESS >> A64_LEVEL_SHIFT(1)] = 0;
    a64_tlb_page(space.asid, ADDRESS + HAL_PAGE_BYTES); /* the table's walk, not the page's */
    machine_check();
}

static void test_sees_a_stale_walk(void **state)
{
    (void)state;
    assert_ends(MACHINE_BROKEN, drop_table, "stale translation");
}

static void permit(void *nothing)
{
    (void)nothing;
    assert_non_null(machine_translate(ADDRESS, HAL_FAULT_READ));
    *leaf() |= A64_PTE_READ_ONLY; /* permissions need no break */
    a64_tlb_page(space.asid, ADDRESS);
    machine_check();
    assert_null(machine_translate(ADDRESS, HAL_FAULT_WRITE));
}

static void test_permissions_need_no_break(void **state)
{
    (void)state;
    assert_int_equal(machine_run(permit, NULL).how, MACHINE_RUNS);
}

static void allow_all(void *nothing)
{
    (void)nothing;
    *leaf() &= ~A64_PTE_UXN;
    machine_translate(ADDRESS, HAL_FAULT_READ);
}

static void test_sees_writable_and_executable(void **state)
{
    (void)state;
    assert_ends(MACHINE_BROKEN, allow_all, "writable and executable");
}

static void execute(void *nothing)
{
    (void)nothing;
    machine_translate(ADDRESS, HAL_FAULT_EXECUTE);
}

static void test_sees_code_without_cache_maintenance(void **state)
{
    unsigned char *bytes = hal_linear_va(page_pa);

    (void)state;
    change(TAY_MAP_READ | TAY_MAP_EXECUTE);
    assert_ends(MACHINE_BROKEN, execute, "not made executable");
    hal_page_make_executable(bytes);
    assert_ptr_equal(machine_translate(ADDRESS, HAL_FAULT_EXECUTE), bytes);
    bytes[17] ^= 1;
    assert_ends(MACHINE_BROKEN, execute, "not made executable");
}

static void leave_linear_map(void *nothing)
{
    (void)nothing;
    hal_linear_va((struct hal_pa){MACHINE_DEVICE_PA});
}

static void lock_twice(void *nothing)
{
    struct hal_lock lock = {0};

    (void)nothing;
    hal_lock_acquire(&lock);
    hal_lock_acquire(&lock);
}

static void return_locked(void *nothing)
{
    struct hal_lock lock = {0};

    (void)nothing;
    hal_lock_acquire(&lock);
    machine_check();
}

static void go_back(void *nothing)
{
    (void)nothing;
    machine_set_time(10);
    machine_set_time(9);
}

static void retire_twice(void *nothing)
{
    struct hal_context context;

    (void)nothing;
    hal_context_init(&context, 1, 2, 3, 4);
    hal_context_retire(&context);
    hal_context_retire(&context);
}

static void panic(void *nothing)
{
    (void)nothing;
    hal_panic("file.c:1: it is so");
}

static void leave(void *nothing)
{
    (void)nothing;
    hal_system_exit(42);
}

static void test_ends(void **state)
{
    (void)state;
    assert_ends(MACHINE_BROKEN, leave_linear_map, "not in the linear map");
    assert_ends(MACHINE_BROKEN, lock_twice, "lock that it holds");
    fake_start();
    assert_ends(MACHINE_BROKEN, return_locked, "its lock held");
    assert_ends(MACHINE_BROKEN, go_back, "time went back");
    assert_ends(MACHINE_BROKEN, retire_twice, "which is none");
    assert_ends(MACHINE_PANIC, panic, "it is so");
    assert_string_equal(machine_console(), "PANIC: file.c:1: it is so\n");
    struct machine_ending ending = machine_run(leave, NULL);
    assert_int_equal(ending.how, MACHINE_EXIT);
    assert_int_equal(ending.status, 42);
}

static void test_lines(void **state)
{
    unsigned line = 99;

    (void)state;
    assert_true(hal_interrupt_exists(63));
    assert_false(hal_interrupt_exists(64));
    machine_raise_line(5);
    machine_raise_line(63);
    assert_false(machine_interrupt_waits()); /* masked at boot */
    assert_int_equal(hal_interrupt_take(&line), HAL_EVENT_NONE);
    hal_interrupt_unmask(63);
    hal_interrupt_unmask(5);
    assert_true(hal_interrupt_pending());
    machine_select(1);
    assert_false(machine_interrupt_waits()); /* lines go to core 0 */
    machine_select(0);
    assert_int_equal(hal_interrupt_take(&line), HAL_EVENT_LINE);
    assert_int_equal(line, 5);
    machine_raise_line(5); /* masked by having been taken */
    assert_int_equal(hal_interrupt_take(&line), HAL_EVENT_LINE);
    assert_int_equal(line, 63);
    assert_int_equal(hal_interrupt_take(&line), HAL_EVENT_NONE);
    hal_interrupt_unmask(5);
    assert_int_equal(hal_interrupt_take(&line), HAL_EVENT_LINE);
}

static void test_timer_and_kick(void **state)
{
    unsigned line;

    (void)state;
    hal_timer_set(1000);
    machine_set_time(999);
    assert_false(hal_interrupt_pending());
    machine_set_time(1000);
    assert_true(hal_interrupt_pending());
    hal_core_kick(1);
    hal_core_kick(1);
    assert_int_equal(hal_interrupt_take(&line), HAL_EVENT_TIMER);
    assert_int_equal(machine_timer(0), TAY_TIME_NEVER);
    assert_int_equal(hal_interrupt_take(&line), HAL_EVENT_NONE);
    machine_select(1);
    assert_int_equal(hal_interrupt_take(&line), HAL_EVENT_KICK);
    assert_int_equal(hal_interrupt_take(&line), HAL_EVENT_NONE);
}

static void test_preemption_follows_the_seed(void **state)
{
    unsigned yes = 0;
    uint64_t pattern[2] = {0, 0};

    (void)state;
    for (unsigned run = 0; run < 2; run++) {
        machine_set_preemption(1234, 4);
        for (unsigned i = 0; i < 64; i++) {
            pattern[run] = pattern[run] << 1 | hal_interrupt_pending();
        }
    }
    assert_int_equal(pattern[0], pattern[1]);
    yes = (unsigned)__builtin_popcountll(pattern[0]);
    assert_in_range(yes, 6, 30);
    machine_set_preemption(1234, 1);
    assert_true(hal_interrupt_pending());
    machine_set_preemption(1234, 0);
    assert_false(hal_interrupt_pending());
}

static void test_each_start_is_a_fresh_machine(void **state)
{
    uint16_t asid = space.asid;

    (void)state;
    hal_console_write("a", 1);
    hal_console_write("bc\n", 3);
    assert_string_equal(machine_console(), "abc\n");
    machine_set_time(5);
    assert_true(hal_space_init(&space));
    assert_int_not_equal(space.asid, asid);
    fake_start();
    assert_int_equal(hal_time_now(), 0);
    assert_string_equal(machine_console(), "");
    assert_true(hal_space_init(&space)); /* the kernel's variables are fresh, too */
    assert_int_equal(space.asid, asid);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_translates),
        TEST(test_sees_the_use_of_a_stale_translation),
        TEST(test_sees_a_stale_translation_on_any_core),
        TEST(test_sees_make_without_break),
        TEST(test_sees_make_without_break_ahead_of_use),
        TEST(test_sees_a_stale_walk),
        TEST(test_permissions_need_no_break),
        TEST(test_sees_writable_and_executable),
        TEST(test_sees_code_without_cache_maintenance),
        TEST(test_ends),
        TEST(test_lines),
        TEST(test_timer_and_kick),
        TEST(test_preemption_follows_the_seed),
        TEST(test_each_start_is_a_fresh_machine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
