/* SPDX-License-Identifier: MIT */
/*
 * A small process that is cloned, and writes to what it shares with its clone. Its priority is
 * below that of bench and its servers, so that it begins when they have ended.
 */
#include "bench.h"
#include "cloner.h"
#include <tay/time.h>

#define PLACE ((tay_ua_t)96 << 30)
#define PAGES ((size_t)256)
#define TABLE_BYTES ((size_t)2 << 20) /* what a table of 512 pages spans */
#define TABLES ((size_t)16)
#define LARGE_BYTES ((size_t)16 << 20)
#define CLONES 16
#define PATIENCE_NS (60 * TAY_NS_PER_S) /* bench may have failed */

static tay_word_t cloner, page[PAGES + 1];

static void ask(enum cloner_label label)
{
    const struct bench_step step = {.code = bench_call, .in = &cloner, .info = label};
    bench_do(&step, 1, 1);
}

static void hold_clone(void)
{
    ask(CLONER_HOLD);
}

/* The first page's write, not counted, makes the table the process's own. */
static void share_pages(void)
{
    hold_clone();
    *(volatile char *)PLACE = 1;
}

static void end_clone(void)
{
    ask(CLONER_DROP);
}

static void map(size_t length_bytes)
{
    tay_ua_t address;
    EXPECT(tay_space_map(TAY_CAP_SELF, 0, 0, length_bytes, PLACE, READ_WRITE | TAY_MAP_FIXED,
                         &address) == TAY_OK);
    for (size_t offset = 0; offset < length_bytes; offset += PAGE) {
        *(volatile char *)(address + offset) = 1;
    }
}

static void unmap(size_t length_bytes)
{
    EXPECT(tay_space_unmap(TAY_CAP_SELF, PLACE, length_bytes) == TAY_OK);
}

static void copies_on_write(void)
{
    const struct bench_step touch = {
        .code = bench_touch, .in = page, .in_stride_bytes = sizeof *page};
    for (size_t n = 0; n < PAGES; n++) {
        page[n] = PLACE + (n + 1) * PAGE;
    }
    map((PAGES + 1) * PAGE);
    bench_measure(&(struct bench_row){.name = "fault.cow",
                                      .step = &touch,
                                      .step_count = 1,
                                      .count = PAGES,
                                      .before = share_pages,
                                      .after = end_clone});
    unmap((PAGES + 1) * PAGE);
}

/* One page in each of several tables that are full. */
static void splits(void)
{
    const struct bench_step touch = {
        .code = bench_touch, .in = page, .in_stride_bytes = sizeof *page};
    for (size_t n = 0; n < TABLES; n++) {
        page[n] = PLACE + n * TABLE_BYTES;
    }
    map(TABLES * TABLE_BYTES);
    bench_measure(&(struct bench_row){.name = "fault.cow.split",
                                      .step = &touch,
                                      .step_count = 1,
                                      .count = TABLES,
                                      .before = hold_clone,
                                      .after = end_clone});
    unmap(TABLES * TABLE_BYTES);
}

static void clones(const char *name)
{
    const struct bench_step step = {.code = bench_clone, .in = &cloner, .info = CLONER_RUN};
    bench_measure(
        &(struct bench_row){.name = name, .step = &step, .step_count = 1, .count = CLONES});
}

int main(void)
{
    tay_word_t bits;
    EXPECT(tay_trap_wait(tay_startup_cap("begin"), TAY_INFO_DEADLINE, PATIENCE_NS, &bits) ==
           TAY_OK);
    if (!bench_is_alone()) {
        return EXIT_SUCCESS;
    }
    cloner = tay_startup_cap("cloner");
    const struct bench_step join = {.code = bench_call,
                                    .in = &cloner,
                                    .info = CLONER_JOIN | TAY_INFO_COPY | 1u << TAY_INFO_CAPS_SHIFT,
                                    .word = {TAY_CAP_SELF}};
    bench_do(&join, 1, 1);
    copies_on_write();
    splits();
    clones("process.clone");
    map(LARGE_BYTES);
    clones("process.clone.16m");
    unmap(LARGE_BYTES);
    return EXIT_SUCCESS;
}
