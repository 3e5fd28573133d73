/* SPDX-License-Identifier: MIT */
/*
 * Measures and says each row. Virtual time stands for instructions: the machine runs one in a ns
 * (-icount shift=0), so the counter's step of 16 ns is small beside a batch. A batch in which
 * something else happened (the end of a time slice) does not change the median.
 */
#include "bench.h"

#include "numbers.h"
#include <mark.h>
#include <string.h>
#include <tay/time.h>

_Static_assert(TRAP_CALL == TAY_TRAP_CALL && TRAP_REPLY_RECV == TAY_TRAP_REPLY_RECV &&
                   TRAP_SEND == TAY_TRAP_SEND && TRAP_RECV == TAY_TRAP_RECV &&
                   TRAP_NOTIFY == TAY_TRAP_NOTIFY && TRAP_WAIT == TAY_TRAP_WAIT &&
                   TRAP_YIELD == TAY_TRAP_YIELD,
               "as in the ABI");
_Static_assert(OP_PROCESS_EXIT == TAY_OP_process_exit && OP_CALLER_READ == TAY_OP_caller_read,
               "as in the ABI");
_Static_assert(CAP_SELF == TAY_CAP_SELF && CAP_IN_FIRST_WORD == 1 << TAY_INFO_CAPS_SHIFT &&
                   LEND_WRITE_HIGH << 16 == TAY_INFO_LEND_WRITE,
               "as in the ABI");
_Static_assert(offsetof(struct bench_step, out_stride_bytes) == 32 &&
                   offsetof(struct bench_step, lend_write) == 112 &&
                   sizeof(struct bench_step) == 120,
               "as run.S has it");

#define BATCHES 15
#define WARM_UP 3

const tay_word_t bench_self = TAY_CAP_SELF, bench_own_account = TAY_OWN_ACCOUNT;

/* What bench_run moves along, so that a row can be run again. */
static struct bench_step working[BENCH_STEPS_MAX];

static tay_word_t sink;

static void prepare(const struct bench_row *row, bool nothing)
{
    EXPECT(row->step_count <= BENCH_STEPS_MAX);
    memcpy(working, row->step, row->step_count * sizeof *working);
    sink = 0; /* its page, too, is there when the batch begins */
    for (size_t n = 0; n < row->step_count; n++) {
        if (nothing || working[n].out == NULL) {
            working[n].out = &sink;
            working[n].out_stride_bytes = 0;
        }
        if (nothing) {
            working[n].code = bench_nothing;
        }
    }
    if (row->moved != NULL) {
        working[0].word[0] = *row->moved;
        working[0].out = &working[0].word[0];
    }
}

static uint64_t batch_ns(const struct bench_row *row, bool nothing)
{
    if (!nothing && row->before != NULL) {
        row->before();
    }
    prepare(row, nothing);
    tay_time_t begin = tay_time_now();
    if (!nothing) {
        MARK(MARK_BATCH_BEGIN);
    }
    tay_word_t status = bench_run(working, working + row->step_count, row->count);
    MARK(MARK_BATCH_END);
    tay_time_t end = tay_time_now();
    EXPECT(nothing || status == TAY_OK);
    if (row->moved != NULL) {
        *row->moved = working[0].word[0];
    }
    if (!nothing && row->after != NULL) {
        row->after();
    }
    return end - begin;
}

static void sort(uint64_t *value, size_t count)
{
    for (size_t n = 1; n < count; n++) {
        for (size_t m = n; m > 0 && value[m - 1] > value[m]; m--) {
            uint64_t lower = value[m];
            value[m] = value[m - 1];
            value[m - 1] = lower;
        }
    }
}

static uint64_t median_ns(const struct bench_row *row, bool nothing)
{
    uint64_t sample[BATCHES];
    for (size_t n = 0; n < WARM_UP; n++) {
        (void)batch_ns(row, nothing);
    }
    for (size_t n = 0; n < BATCHES; n++) {
        sample[n] = batch_ns(row, nothing);
    }
    sort(sample, BATCHES);
    return sample[BATCHES / 2];
}

void bench_measure(const struct bench_row *row)
{
    uint64_t cost_ns = median_ns(row, true);
    cost_ns = median_ns(row, false) - cost_ns;
    size_t operations = row->count * (row->divisor == 0 ? 1 : row->divisor);
    uint64_t hundredths = (cost_ns * 100 + operations / 2) / operations;
    MARK(MARK_ROW_END);
    printf("bench: %s %lu.%02lu by %lu\n", row->name, (unsigned long)(hundredths / 100),
           (unsigned long)(hundredths % 100), (unsigned long)operations * (WARM_UP + BATCHES));
}

void bench_do(const struct bench_step *step, size_t step_count, size_t count)
{
    prepare(&(struct bench_row){.step = step, .step_count = step_count}, false);
    EXPECT(bench_run(working, working + step_count, count) == TAY_OK);
}

bool bench_is_alone(void)
{
    tay_word_t core_count;
    size_t total_bytes, free_bytes, kernel_bytes;
    EXPECT(tay_system_query(tay_startup_cap("system"), &core_count, &total_bytes, &free_bytes,
                            &kernel_bytes) == TAY_OK);
    return core_count == 1;
}
