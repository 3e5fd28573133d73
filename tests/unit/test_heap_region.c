/* SPDX-License-Identifier: MIT */
/*
 * How the heap grows: against a machine that has so much memory, with or without something behind
 * the heap's end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <heap_region.h>
#include <string.h>

#define PAGE HEAP_PAGE_BYTES
#define STEP HEAP_STEP_BYTES
#define FIRST 0x10000000u

static struct {
    size_t left_bytes;    /* what the account still pays for */
    uintptr_t free;       /* where memory that may be anywhere goes */
    bool neighbour;       /* something lies behind each region */
    unsigned calls;       /* of map */
    unsigned regions;     /* that were begun */
    uintptr_t region_end; /* of the last one */
} machine;

static uintptr_t map(uintptr_t address, size_t length_bytes)
{
    machine.calls++;
    assert_int_equal(length_bytes % PAGE, 0);
    assert_true(length_bytes > 0);
    if (length_bytes > machine.left_bytes) {
        return 0;
    }
    if (address != 0) {
        assert_int_equal(address, machine.region_end);
        if (machine.neighbour) {
            return 0;
        }
    } else {
        address = machine.free;
        machine.regions++;
    }
    machine.left_bytes -= length_bytes;
    machine.region_end = address + length_bytes;
    machine.free = machine.region_end + 16 * PAGE;
    return address;
}

static struct heap_region begin(size_t limit_bytes, size_t left_bytes)
{
    memset(&machine, 0, sizeof machine);
    machine.left_bytes = left_bytes;
    machine.free = FIRST;
    return (struct heap_region){.limit_bytes = limit_bytes, .map = map};
}

static void first_use_maps_one_step(void **state)
{
    (void)state;
    struct heap_region heap = begin(1 << 30, 1 << 30);
    assert_int_equal(heap_region_change(&heap, 0), FIRST + HEAP_HEADER_BYTES);
    assert_int_equal(heap_region_change(&heap, 16), FIRST + HEAP_HEADER_BYTES);
    assert_int_equal(heap_region_change(&heap, 0), FIRST + HEAP_HEADER_BYTES + 16);
    assert_int_equal(heap.mapped_bytes, STEP);
    assert_int_equal(machine.calls, 1);
}

static void grows_where_it_is(void **state)
{
    (void)state;
    struct heap_region heap = begin(1 << 30, 1 << 30);
    uintptr_t end = heap_region_change(&heap, 0);
    for (unsigned i = 0; i < 1000; i++) {
        assert_int_equal(heap_region_change(&heap, 16 * 100), end);
        end += 16 * 100;
        assert_true(end <= machine.region_end);
    }
    assert_int_equal(machine.regions, 1);
    /* By a quarter each time: few mappings, and at most a quarter too much. */
    assert_true(machine.calls < 20);
    assert_true(heap.mapped_bytes <= 16 * 100 * 1000 * 5 / 4 + STEP);
}

static void goes_on_elsewhere(void **state)
{
    (void)state;
    struct heap_region heap = begin(1 << 30, 1 << 30);
    uintptr_t before = heap_region_change(&heap, 64);
    machine.neighbour = true;
    uintptr_t after = heap_region_change(&heap, STEP);
    assert_int_equal(machine.regions, 2);
    assert_true(after != before + 64 && after % 16 == HEAP_HEADER_BYTES);
    assert_true(after + STEP <= machine.region_end);
    assert_int_equal(heap_region_change(&heap, -(ptrdiff_t)STEP), after + STEP);
    /* What was handed out of the first region is not this one's to take back. */
    assert_int_equal(heap_region_change(&heap, -16), 0);
}

static void takes_what_is_left(void **state)
{
    (void)state;
    struct heap_region heap = begin(1 << 30, STEP + 2 * PAGE);
    assert_int_not_equal(heap_region_change(&heap, STEP - 16), 0);
    /* A step cannot be paid, one page can, and another one; then nothing changes any more. */
    assert_int_not_equal(heap_region_change(&heap, 16), 0);
    assert_int_equal(heap.mapped_bytes, STEP + PAGE);
    assert_int_not_equal(heap_region_change(&heap, PAGE), 0);
    struct heap_region full = heap;
    assert_int_equal(heap_region_change(&heap, PAGE), 0);
    assert_memory_equal(&heap, &full, sizeof heap);
    assert_int_not_equal(heap_region_change(&heap, -(ptrdiff_t)PAGE), 0);
    assert_int_not_equal(heap_region_change(&heap, PAGE), 0);
}

static void keeps_the_limit(void **state)
{
    (void)state;
    struct heap_region heap = begin(PAGE, 1 << 30);
    assert_int_equal(heap_region_change(&heap, PAGE), 0); /* the header takes 8 bytes */
    assert_int_not_equal(heap_region_change(&heap, PAGE - 16), 0);
    assert_int_equal(heap.mapped_bytes, PAGE);
    assert_int_equal(heap_region_change(&heap, 16), 0);
    assert_int_equal(heap_region_change(&heap, PTRDIFF_MAX), 0);
    assert_int_equal(heap_region_change(&heap, PTRDIFF_MIN), 0);
    assert_int_equal(heap.mapped_bytes, PAGE);
    heap = begin(0, 1 << 30);
    assert_int_equal(heap_region_change(&heap, 0), 0);
    assert_int_equal(machine.calls, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_use_maps_one_step), cmocka_unit_test(grows_where_it_is),
        cmocka_unit_test(goes_on_elsewhere),       cmocka_unit_test(takes_what_is_left),
        cmocka_unit_test(keeps_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
