/* SPDX-License-Identifier: MIT */
/*
 * Capabilities, endpoints and threads.
 */
#include "bench.h"

#define COPIES 1000
#define LIVES 500

static tay_word_t original, copy[COPIES], made;

static const struct bench_step make_copy = {.code = bench_call,
                                            .in = &original,
                                            .out = copy,
                                            .out_stride_bytes = sizeof *copy,
                                            .info = TAY_OP_cap_copy | TAY_INFO_OBJECT,
                                            .word = {TAY_RIGHTS_ALL}};
static const struct bench_step close_copy = {.code = bench_call,
                                             .in = copy,
                                             .in_stride_bytes = sizeof *copy,
                                             .info = TAY_OP_cap_close | TAY_INFO_OBJECT};

static void make_copies(void)
{
    bench_do(&make_copy, 1, COPIES);
}

static void close_copies(void)
{
    bench_do(&close_copy, 1, COPIES);
}

static void capabilities(void)
{
    tay_cap_t notification;
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &notification) == TAY_OK);
    original = notification;
    const struct bench_step query = {
        .code = bench_call, .in = &original, .info = TAY_OP_cap_query | TAY_INFO_OBJECT};
    bench_measure(
        &(struct bench_row){.name = "null", .step = &query, .step_count = 1, .count = COPIES});
    bench_measure(&(struct bench_row){.name = "cap.copy",
                                      .step = &make_copy,
                                      .step_count = 1,
                                      .count = COPIES,
                                      .after = close_copies});
    bench_measure(&(struct bench_row){.name = "cap.close",
                                      .step = &close_copy,
                                      .step_count = 1,
                                      .count = COPIES,
                                      .before = make_copies});
}

/* One more stays, so that the memory for them is there. */
static void endpoints(void)
{
    tay_cap_t other;
    EXPECT(tay_endpoint_create(TAY_OWN_ACCOUNT, &other) == TAY_OK);
    const struct bench_step life[] = {
        {.code = bench_call,
         .in = &bench_own_account,
         .out = &made,
         .info = TAY_OP_endpoint_create},
        {.code = bench_call, .in = &made, .info = TAY_OP_cap_close | TAY_INFO_OBJECT},
    };
    bench_measure(&(struct bench_row){
        .name = "endpoint.life", .step = life, .step_count = 2, .count = LIVES});
}

/* Another one stays, never started. Each runs as soon as it is started, and ends itself. */
static void threads(void)
{
    tay_cap_t other;
    EXPECT(tay_thread_create(TAY_CAP_SELF, (tay_ua_t)bench_short_life, PAGE, 0, 0, &other) ==
           TAY_OK);
    const struct bench_step life[] = {
        {.code = bench_call,
         .in = &bench_self,
         .out = &made,
         .info = TAY_OP_thread_create,
         .word = {(tay_word_t)bench_short_life, PAGE, TAY_OP_object_destroy | TAY_INFO_OBJECT, 11}},
        {.code = bench_call, .in = &made, .info = TAY_OP_thread_start},
    };
    bench_measure(
        &(struct bench_row){.name = "thread.life", .step = life, .step_count = 2, .count = LIVES});
}

void bench_objects(void)
{
    capabilities();
    endpoints();
    threads();
}
