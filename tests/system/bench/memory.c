/* SPDX-License-Identifier: MIT */
/*
 * Mappings and the first touches of their pages. The table that the pages stand in is there before:
 * a page of it stays mapped.
 */
#include "bench.h"

#define PLACE ((tay_ua_t)64 << 30)
#define PAGES ((size_t)256)
#define MAPS 500
#define SCATTERED ((size_t)8)

static const tay_word_t place = PLACE + PAGE;
static tay_word_t page[PAGES];

static const struct bench_step map_one = {.code = bench_call,
                                          .in = &bench_self,
                                          .info = TAY_OP_space_map,
                                          .word = {0, 0, PAGE, PLACE + PAGE, READ_WRITE}};
static const struct bench_step map_all = {.code = bench_call,
                                          .in = &bench_self,
                                          .info = TAY_OP_space_map,
                                          .word = {0, 0, PAGES *PAGE, PLACE + PAGE, READ_WRITE}};
static const struct bench_step touch_one = {.code = bench_touch, .in = &place};
static const struct bench_step touch_each = {
    .code = bench_touch, .in = page, .in_stride_bytes = sizeof *page};
static const struct bench_step unmap_one = {.code = bench_call,
                                            .in = &bench_self,
                                            .info = TAY_OP_space_unmap,
                                            .word = {PLACE + PAGE, PAGE}};
static const struct bench_step unmap_all = {.code = bench_call,
                                            .in = &bench_self,
                                            .info = TAY_OP_space_unmap,
                                            .word = {PLACE + PAGE, PAGES *PAGE}};

static void map_pages(void)
{
    bench_do(&map_all, 1, 1);
}

static void unmap_pages(void)
{
    bench_do(&unmap_all, 1, 1);
}

/*
 * As on a machine that has run for a while: single frames are free whose neighbours are not, so
 * that a page's way does not lead through large blocks each time, however memory happened to lie.
 */
static void scatter(void)
{
    tay_ua_t start;
    EXPECT(tay_space_map(TAY_CAP_SELF, 0, 0, SCATTERED * PAGE, 0, READ_WRITE, &start) == TAY_OK);
    for (size_t n = 0; n < SCATTERED; n++) {
        *(volatile char *)(start + n * PAGE) = 1;
    }
    for (size_t n = 0; n < SCATTERED; n += 2) {
        EXPECT(tay_space_unmap(TAY_CAP_SELF, start + n * PAGE, PAGE) == TAY_OK);
    }
}

void bench_memory(void)
{
    const struct bench_step map_unmap[] = {map_one, unmap_one};
    const struct bench_step map_touch_unmap[] = {map_one, touch_one, unmap_one};
    tay_ua_t address;
    EXPECT(tay_space_map(TAY_CAP_SELF, 0, 0, PAGE, PLACE, READ_WRITE, &address) == TAY_OK);
    *(volatile char *)address = 1;
    scatter();
    for (size_t n = 0; n < PAGES; n++) {
        page[n] = place + n * PAGE;
    }
    bench_measure(&(struct bench_row){
        .name = "map.unmap", .step = map_unmap, .step_count = 2, .count = MAPS});
    bench_measure(&(struct bench_row){
        .name = "map.touch.unmap", .step = map_touch_unmap, .step_count = 3, .count = MAPS});
    bench_measure(&(struct bench_row){.name = "fault.zero",
                                      .step = &touch_each,
                                      .step_count = 1,
                                      .count = PAGES,
                                      .before = map_pages,
                                      .after = unmap_pages});
}
