/* SPDX-License-Identifier: MIT */
/*
 * The memory map as the processor has it: says it, and holds that no page is writable and
 * executable, that the kernel's image is in its window alone, and that stacks have guard pages.
 */
#include "board_test.h"
#include "user.h"
#include "walk.h"

#include <a64_board.h>
#include <a64_core.h>
#include <a64_map.h>
#include <a64_mmio.h>
#include <a64_pte.h>
#include <hal/space.h>

#define MAP_SCTLR_WXN (UINT64_C(1) << 19) /* ARM DDI 0487, D13.2.118 */
#define MAP_TTBR_ADDRESS UINT64_C(0x0000fffffffffffe)
#define MAP_USER_READ_ONLY 0x40000u
#define MAP_USER_DEVICE 0x50000u

static struct walk_page run; /* neighbours that are alike, not said yet */
static uint64_t linear_bytes;
static uint64_t dma_bytes; /* of it, past the caches */
static unsigned bad_pages;
static unsigned guards_hit;

static void map_say_run(void)
{
    if (run.bytes != 0) {
        say("%#lx +%#lx to %#lx: kernel r%s%s, user %s%s%s%s\n", run.va, run.bytes, run.pa,
            (run.may & WALK_KERNEL_WRITE) != 0 ? "w" : "-",
            (run.may & WALK_KERNEL_EXECUTE) != 0 ? "x" : "-",
            (run.may & WALK_USER_READ) != 0 ? "r" : "-",
            (run.may & WALK_USER_WRITE) != 0 ? "w" : "-",
            (run.may & WALK_USER_EXECUTE) != 0 ? "x" : "-",
            (run.entry & A64_PTE_ATTRIBUTE) == A64_MAIR_DEVICE << A64_PTE_ATTRIBUTE_SHIFT
                ? ", device"
            : (run.entry & A64_PTE_ATTRIBUTE) == A64_MAIR_DMA << A64_PTE_ATTRIBUTE_SHIFT
                ? ", not cached"
                : "");
    }
    run.bytes = 0;
}

static void map_add_to_run(const struct walk_page *page)
{
    bool alike = run.may == page->may &&
                 (run.entry & A64_PTE_ATTRIBUTE) == (page->entry & A64_PTE_ATTRIBUTE);

    if (run.bytes != 0 && alike && run.va + run.bytes == page->va &&
        run.pa + run.bytes == page->pa) {
        run.bytes += page->bytes;
        return;
    }
    map_say_run();
    run = *page;
}

static void map_count_bad(const struct walk_page *page)
{
    bad_pages += walk_is_bad(page) ? 1 : 0;
}

static bool map_overlaps(const struct walk_page *page, uint64_t start, uint64_t end)
{
    return page->va < end && page->va + page->bytes > start;
}

static void map_check_linear(const struct walk_page *page)
{
    test_check(page->va - A64_LINEAR_BASE == page->pa, "the linear map is linear");
    test_check(page->pa + page->bytes <= a64_image_pa(a64_image_start) ||
                   page->pa >= a64_image_pa(a64_image_end),
               "the linear map leaves the kernel's image out");
    test_check((page->may & WALK_KERNEL_EXECUTE) == 0, "the linear map is not executable");
    linear_bytes += page->bytes;
    uint64_t type = (page->entry & A64_PTE_ATTRIBUTE) >> A64_PTE_ATTRIBUTE_SHIFT;
    test_check(type == A64_MAIR_CACHED || type == A64_MAIR_DMA, "the linear map is memory");
    dma_bytes += type == A64_MAIR_DMA ? page->bytes : 0;
}

static void map_check_image(const struct walk_page *page)
{
    uintptr_t text_end = (uintptr_t)a64_text_end;
    bool is_text = page->va < text_end;
    bool is_constant = page->va < (uintptr_t)a64_rodata_end;

    test_check(page->va + page->bytes <= (uintptr_t)a64_image_end, "the window is the image's");
    test_check(is_text == ((page->may & WALK_KERNEL_EXECUTE) != 0), "text alone is executable");
    test_check(is_constant == ((page->may & WALK_KERNEL_WRITE) == 0), "data alone is writable");
    for (unsigned core = 0; core < HAL_CORES_MAX; core++) {
        uint64_t stacks = (uintptr_t)a64_stacks + (uint64_t)core * A64_STACKS_STRIDE;
        uint64_t between = stacks + A64_EMERGENCY_OFFSET;

        guards_hit += map_overlaps(page, stacks, stacks + A64_PAGE) ? 1 : 0;
        guards_hit += map_overlaps(page, between - A64_PAGE, between) ? 1 : 0;
    }
}

static void map_visit_kernel(const struct walk_page *page)
{
    map_add_to_run(page);
    map_count_bad(page);
    test_check((page->may & (WALK_USER_READ | WALK_USER_WRITE | WALK_USER_EXECUTE)) == 0,
               "the kernel's half is not the user's");
    test_check((page->entry & A64_PTE_ACCESSED) != 0, "pages can be accessed");
    if (page->va >= A64_IMAGE_BASE) {
        map_check_image(page);
    } else if (page->va >= A64_DEVICE_BASE) {
        test_check((page->entry & A64_PTE_ATTRIBUTE) == A64_MAIR_DEVICE << A64_PTE_ATTRIBUTE_SHIFT,
                   "devices are devices");
    } else {
        map_check_linear(page);
    }
}

static void map_visit_user(const struct walk_page *page)
{
    map_add_to_run(page);
    map_count_bad(page);
    test_check((page->may & WALK_KERNEL_EXECUTE) == 0, "the kernel executes no user page");
    test_check((page->may & WALK_USER_READ) != 0, "the user's half is the user's");
    test_check((page->entry & A64_PTE_NOT_GLOBAL) != 0, "a user page belongs to its space");
}

/* The root table that a TTBR holds. */
static const uint64_t *map_root(uint64_t ttbr)
{
    uint64_t pa = ttbr & MAP_TTBR_ADDRESS;
    uint64_t image = a64_image_pa(a64_image_start);

    if (pa >= image && pa < a64_image_pa(a64_image_end)) {
        return (const uint64_t *)(A64_IMAGE_BASE + (pa - image));
    }
    return hal_linear_va((struct hal_pa){pa});
}

static unsigned map_walk_user(void)
{
    uint64_t ttbr;
    unsigned pages;

    __asm__ volatile("mrs %0, ttbr0_el1" : "=r"(ttbr));
    pages = walk(map_root(ttbr), 0, map_visit_user);
    map_say_run();
    return pages;
}

/* That the walk finds what it is there to find: false tables with three bad pages. */
static void map_check_walk(void)
{
    static uint64_t table[3][A64_TABLE_ENTRIES] __attribute__((aligned(HAL_PAGE_BYTES)));
    const uint64_t none = A64_PTE_PXN | A64_PTE_UXN;

    table[0][7] = a64_image_pa(table[1]) | A64_PTE_TABLE;
    table[1][9] = a64_image_pa(table[2]) | A64_PTE_TABLE;
    table[1][10] = A64_PTE_BLOCK | A64_PTE_UXN; /* bad: kernel wx */
    table[1][11] = A64_PTE_BLOCK | A64_PTE_UXN | A64_PTE_READ_ONLY;
    table[2][0] = A64_PTE_PAGE | A64_PTE_USER | A64_PTE_PXN; /* bad: user wx */
    table[2][1] = A64_PTE_PAGE | A64_PTE_PXN;                /* bad: kernel w, user x */
    table[2][2] = A64_PTE_PAGE | none | A64_PTE_USER;
    table[2][511] = A64_PTE_PAGE | A64_PTE_READ_ONLY | A64_PTE_USER;
    test_check(walk(table[0], 0, map_count_bad) == 6, "the walk finds every page");
    test_check(bad_pages == 3, "the walk finds what is bad");
    bad_pages = 0;
}

/* What the board has set aside for DMA. */
static uint64_t map_set_aside(const struct hal_boot *boot)
{
    uint64_t bytes = 0;

    for (size_t n = 0; n < boot->device_count; n++) {
        bytes += boot->device[n].is_ram ? boot->device[n].bytes : 0;
    }
    return bytes;
}

static void map_check_kernel(const struct hal_boot *boot)
{
    const struct hal_memory_range *last = &boot->range[boot->range_count - 1];
    uint64_t memory_bytes = last->start.value + last->bytes;
    uint64_t control;
    uint64_t ttbr;

    __asm__("mrs %0, sctlr_el1" : "=r"(control));
    test_check((control & MAP_SCTLR_WXN) != 0, "the processor refuses what is writable, too");
    __asm__("mrs %0, ttbr1_el1" : "=r"(ttbr));
    test_check(walk(map_root(ttbr), A64_LINEAR_BASE, map_visit_kernel) > 0, "the kernel is mapped");
    map_say_run();
    test_check(guards_hit == 0, "guard pages are not mapped");
    test_check(linear_bytes - dma_bytes ==
                   memory_bytes - (uint64_t)(a64_image_end - a64_image_start),
               "the linear map is all memory but the image");
    test_check(dma_bytes == map_set_aside(boot), "what is set aside for DMA is not cached");
}

static struct hal_context *map_on_boot(const struct hal_boot *boot)
{
    struct hal_pa frame;

    map_check_walk();
    say("kernel\n");
    map_check_kernel(boot);
    test_check(map_walk_user() == 0, "without a space no user address is mapped");

    say("user\n");
    user_make((const char *)walk_is_bad, (const char *)walk_is_bad + 64);
    frame = frame_take();
    user_map(MAP_USER_READ_ONLY, frame, TAY_MAP_READ, HAL_CACHED);
    user_map(MAP_USER_DEVICE, (struct hal_pa){a64_board_windows[0].pa},
             TAY_MAP_READ | TAY_MAP_WRITE, HAL_DEVICE);
    test_check(map_walk_user() == 4, "four pages are mapped");

    say("user, two pages changed\n");
    user_change(MAP_USER_READ_ONLY, frame, TAY_MAP_READ | TAY_MAP_WRITE);
    user_change(MAP_USER_READ_ONLY, frame, TAY_MAP_READ | TAY_MAP_EXECUTE);
    user_change(USER_DATA, frame_take(), TAY_MAP_READ);
    test_check(map_walk_user() == 4, "four pages are mapped");
    test_check(bad_pages == 0, "no page is writable and executable");
    test_pass();
}

const struct board_case map_cases[] = {
    {.word = "case=map", .on_boot = map_on_boot},
    {.word = NULL},
};
