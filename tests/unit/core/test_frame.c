/* SPDX-License-Identifier: MIT */
/*
 * The buddy allocator alone: blocks split and merge, ranges with holes, references.
 */
#include "fixture.h"

#include <mem/block.h>
#include <mem/frame.h>
#include <stdlib.h>
#include <string.h>

#define RAM_BYTES ((size_t)4 << 20)

/* The entry of a free block of one frame: order 0, state 1 in bits 5-6, no reference. */
#define FREE_SINGLE (1u << 5)

static struct hal_boot board;

/* A machine without a kernel. */
static void start(void)
{
    board =
        *machine_start(&(struct machine_options){.ram_bytes = RAM_BYTES, .cores = 1, .seed = 1});
}

static int set_up(void **state)
{
    (void)state;
    start();
    frame_init(&board);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    machine_stop();
    return 0;
}

static bool is_in_ram(const char *block, size_t bytes)
{
    uintptr_t pa = hal_linear_pa(block).value;
    for (size_t i = 0; i < board.range_count; i++) {
        uintptr_t first = board.range[i].start.value;
        if (pa >= first && pa + bytes <= first + board.range[i].bytes) {
            return true;
        }
    }
    return false;
}

static void test_counts(void **state)
{
    (void)state;
    size_t bytes = board.range[0].bytes + board.range[1].bytes;
    assert_int_equal(frame_total_count(), frame_free_count());
    assert_int_equal(frame_total_count() * PAGE + frame_table_bytes(), bytes);
    frame_check();
}

/* Each frame once, none outside the ranges; then all merge again. */
static void test_every_frame(void **state)
{
    (void)state;
    size_t count = frame_total_count();
    void **frame = calloc(count, sizeof *frame);
    assert_non_null(frame);
    for (size_t i = 0; i < count; i++) {
        frame[i] = frame_alloc(0);
        assert_non_null(frame[i]);
        assert_true(is_in_ram(frame[i], PAGE));
        memset(frame[i], 0xff, PAGE);
        assert_ptr_equal(frame_of_number(frame_number(frame[i])), frame[i]);
        assert_int_not_equal(frame_number(frame[i]), 0);
        assert_int_equal(frame_references(frame[i]), 1);
    }
    assert_null(frame_alloc(0));
    assert_int_equal(frame_free_count(), 0);
    for (size_t i = 0; i < count; i++) {
        frame_free(frame[i * 7 % count]); /* count is no multiple of 7 */
    }
    assert_true(count % 7 != 0);
    frame_check();
    assert_int_equal(frame_free_count(), count);
    free(frame);
    void *block = frame_alloc(8);
    assert_non_null(block);
    frame_free(block);
}

static void test_blocks_are_aligned(void **state)
{
    (void)state;
    for (unsigned order = 0; order < 9; order++) {
        char *one = frame_alloc(order), *other = frame_alloc(order);
        assert_non_null(one);
        assert_non_null(other);
        assert_int_equal(hal_linear_pa(one).value & ((PAGE << order) - 1), 0);
        assert_int_equal(hal_linear_pa(other).value & ((PAGE << order) - 1), 0);
        assert_true(is_in_ram(one, PAGE << order) && is_in_ram(other, PAGE << order));
        assert_true(labs(one - other) >= (long)(PAGE << order));
        frame_check();
        frame_free(one);
        frame_free(other);
    }
    assert_null(frame_alloc(FRAME_ORDER_MAX));
    assert_int_equal(frame_free_count(), frame_total_count());
}

/* Every second frame taken: there is half of the memory and no block of two. */
static void test_fragmentation(void **state)
{
    (void)state;
    static void *kept[2048], *given[2048];
    size_t keeps = 0, gives = 0;
    for (void *frame; (frame = frame_alloc(0)) != NULL;) {
        if (frame_number(frame) % 2 == 0) {
            kept[keeps++] = frame;
        } else {
            given[gives++] = frame;
        }
    }
    for (size_t i = 0; i < gives; i++) {
        frame_free(given[i]);
    }
    assert_int_equal(frame_free_count(), gives);
    assert_null(frame_alloc(1));
    frame_check();
    for (size_t i = 0; i < keeps; i++) {
        frame_free(kept[i]);
    }
    assert_non_null(frame_alloc(8));
}

/* Single frames that were given back do not stand in the way of a large block. */
static void test_single_frames_merge_when_asked_for(void **state)
{
    (void)state;
    unsigned order = 0;
    void *block;
    while ((block = frame_alloc(order + 1)) != NULL) {
        frame_free(block);
        order++;
    }
    void *single[40];
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) {
        single[i] = frame_alloc(0);
    }
    for (size_t i = 0; i < sizeof single / sizeof *single; i++) {
        frame_free(single[i]);
        frame_check();
    }
    block = frame_alloc(order);
    assert_non_null(block);
    frame_check();
    frame_free(block);
}

static void test_references(void **state)
{
    (void)state;
    size_t free_count = frame_free_count();
    char *frame = frame_alloc_zeroed();
    for (size_t i = 0; i < PAGE; i++) {
        assert_int_equal(frame[i], 0);
    }
    frame_hold(frame);
    frame_hold(frame);
    assert_int_equal(frame_references(frame), 3);
    frame_drop(frame);
    frame_drop(frame);
    assert_int_equal(frame_references(frame), 1);
    assert_int_equal(frame_free_count(), free_count - 1);
    frame_drop(frame);
    assert_int_equal(frame_free_count(), free_count);
}

/* Any sizes in any order: no two overlap, and in the end all is there. */
static void test_random(void **state)
{
    (void)state;
    enum { SLOTS = 64 };
    struct {
        unsigned char *block;
        unsigned order;
        unsigned char mark;
    } slot[SLOTS] = {0};
    uint64_t random = 5;
    for (unsigned i = 0; i < 20000; i++) {
        unsigned n = (unsigned)(machine_random(&random) >> 32) % SLOTS;
        if (slot[n].block == NULL) {
            slot[n].order = (unsigned)(machine_random(&random) >> 32) % 7;
            slot[n].mark = (unsigned char)i;
            slot[n].block = frame_alloc(slot[n].order);
            if (slot[n].block != NULL) {
                slot[n].block[0] = slot[n].mark;
                slot[n].block[(PAGE << slot[n].order) - 1] = slot[n].mark;
            }
        } else {
            assert_int_equal(slot[n].block[0], slot[n].mark);
            assert_int_equal(slot[n].block[(PAGE << slot[n].order) - 1], slot[n].mark);
            frame_free(slot[n].block);
            slot[n].block = NULL;
        }
        if (i % 100 == 0) {
            frame_check();
        }
    }
    for (unsigned n = 0; n < SLOTS; n++) {
        if (slot[n].block != NULL) {
            frame_free(slot[n].block);
        }
    }
    frame_check();
    assert_int_equal(frame_free_count(), frame_total_count());
}

/* Several small ranges: the table comes out of the largest, wherever that is. */
static void test_ranges_with_holes(void **state)
{
    (void)state;
    static const struct {
        size_t offset_pages, pages;
    } parts[] = {{3, 1}, {8, 5}, {100, 70}, {301, 64}};
    uintptr_t start_pa = board.range[0].start.value;
    size_t pages = 0;
    board.range_count = sizeof parts / sizeof parts[0];
    for (size_t i = 0; i < board.range_count; i++) {
        board.range[i].start.value = start_pa + parts[i].offset_pages * PAGE;
        board.range[i].bytes = parts[i].pages * PAGE;
        pages += parts[i].pages;
    }
    /* The table shall say of the holes, too, that they are free. */
    uint32_t *ram = hal_linear_va(board.range[2].start);
    for (size_t i = 0; i < board.range[2].bytes / sizeof *ram; i++) {
        ram[i] = FREE_SINGLE;
    }
    frame_init(&board);
    assert_int_equal(frame_total_count(), pages - frame_table_bytes() / PAGE);
    frame_check();
    static void *frame[200];
    size_t taken = 0;
    while ((frame[taken] = frame_alloc(0)) != NULL) {
        assert_true(is_in_ram(frame[taken], PAGE));
        taken++;
    }
    assert_int_equal(taken, frame_total_count());
    while (taken > 0) {
        frame_free(frame[--taken]);
        frame_check();
    }
    assert_int_equal(frame_free_count(), frame_total_count());
}

/* The end of the first range is taken until the boot is over, and merges with the rest then. */
static void test_busy_until_the_boot_is_over(void **state)
{
    enum { BUSY = 3 };
    (void)state;
    size_t count = frame_total_count();
    board.busy_bytes = BUSY * PAGE;
    frame_init(&board);
    assert_int_equal(frame_total_count(), count);
    assert_int_equal(frame_free_count(), count - BUSY);
    frame_check();
    uintptr_t busy_pa = board.range[0].start.value + board.range[0].bytes - BUSY * PAGE;
    static void *frame[RAM_BYTES / PAGE];
    size_t taken = 0;
    while ((frame[taken] = frame_alloc(0)) != NULL) {
        uintptr_t pa = hal_linear_pa(frame[taken]).value;
        assert_false(pa >= busy_pa && pa < busy_pa + BUSY * PAGE);
        taken++;
    }
    assert_int_equal(taken, count - BUSY);
    frame_release_busy();
    assert_int_equal(frame_free_count(), BUSY);
    while (taken > 0) {
        frame_free(frame[--taken]);
    }
    frame_release_busy(); /* once only */
    assert_int_equal(frame_free_count(), count);
    frame_check();
}

/* A range from a greatest block on: the table begins there, and nothing below it is touched. */
static void test_a_range_that_begins_the_table(void **state)
{
    enum { FIRST = 1 << FRAME_ORDER_MAX, COUNT = 128, BELOW = 1 << (FRAME_ORDER_MAX - 1) };
    static uint32_t entry[BELOW + COUNT];
    uint32_t *kept = kernel_frame_entry;
    (void)state;
    memset(entry, 0xaa, sizeof entry);
    kernel_frame_entry = (uint32_t *)((uintptr_t)&entry[BELOW] - FIRST * sizeof *entry);
    block_init(FIRST + COUNT);
    block_bound_range(FIRST, FIRST + COUNT - 1);
    kernel_frame_entry = kept;
    for (size_t i = 0; i < BELOW; i++) {
        assert_int_equal(entry[i], 0xaaaaaaaa);
    }
    assert_int_equal(entry[BELOW + COUNT - 1],
                     0); /* behind the range, the buddy of its last frame */
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_counts),
        TEST(test_every_frame),
        TEST(test_blocks_are_aligned),
        TEST(test_fragmentation),
        TEST(test_single_frames_merge_when_asked_for),
        TEST(test_references),
        TEST(test_random),
        TEST(test_ranges_with_holes),
        TEST(test_busy_until_the_boot_is_over),
        TEST(test_a_range_that_begins_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
