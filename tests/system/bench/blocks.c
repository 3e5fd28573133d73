/* SPDX-License-Identifier: MIT */
/*
 * What it costs to read and to write the card, 64 KiB at a time, for each byte: all that runs, the
 * kernel, the driver and this program. Argument: what stands behind the names of the rows.
 */
#include "numbers.h"
#include <expect.h>
#include <mark.h>
#include <tay/protocol/block.h>
#include <tay/startup.h>
#include <tay/time.h>

#define CALLS 16u
#define BATCHES 15
#define WARM_UP 3
#define FIRST 2048u /* block */
#define CALL_BYTES (TAY_BLOCK_COUNT_MAX * TAY_BLOCK_BYTES)

static char data[CALL_BYTES] __attribute__((aligned(4096)));
static tay_cap_t session;

/* Virtual time: an instruction takes one ns. */
static uint64_t batch_ns(bool writes)
{
    tay_time_t begin = tay_time_now();
    MARK(MARK_BATCH_BEGIN);
    for (unsigned n = 0; n < CALLS; n++) {
        uint64_t block = FIRST + (uint64_t)n * TAY_BLOCK_COUNT_MAX;
        EXPECT((writes
                    ? tay_block_write(session, block, TAY_BLOCK_COUNT_MAX, data, NULL)
                    : tay_block_read(session, block, TAY_BLOCK_COUNT_MAX, data, NULL)) == TAY_OK);
    }
    MARK(MARK_BATCH_END);
    return tay_time_now() - begin;
}

static int compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

static void measure(const char *name, const char *more, bool writes)
{
    uint64_t sample[BATCHES];
    for (int n = -WARM_UP; n < BATCHES; n++) {
        uint64_t ns = batch_ns(writes);
        if (n >= 0) {
            sample[n] = ns;
        }
    }
    MARK(MARK_ROW_END);
    qsort(sample, BATCHES, sizeof *sample, compare);
    printf("bench: %s%s %.4f by %u\n", name, more,
           (double)sample[BATCHES / 2] / (CALLS * CALL_BYTES), CALLS * (WARM_UP + BATCHES));
}

int main(int argument_count, char **arguments)
{
    const char *more = argument_count > 1 ? arguments[1] : "";
    EXPECT(tay_block_open(tay_startup_cap("sd"), 0, 0, &session, NULL) == TAY_OK);
    measure("sd.read", more, false);
    measure("sd.write", more, true);
    return EXIT_SUCCESS;
}
