/* SPDX-License-Identifier: MIT */
/*
 * Calls that may fail, and how long it is from the beginning of one that does to the next answer.
 */
#include "load.h"

#include <tay/startup.h>
#include <tay/status.h>
#include <tay/trap.h>

#define RECOVERIES_MAX 4096

#define PAUSE_NS (100 * TAY_NS_PER_US)

static tay_time_t begun_ns;
static tay_time_t failed_ns; /* when the first call that failed had begun; 0: all is well */
static uint32_t recovery_ns[RECOVERIES_MAX];
static size_t recoveries;

tay_time_t load_deadline(void)
{
    begun_ns = tay_time_now();
    return begun_ns + LOAD_PATIENCE_NS;
}

bool load_goes_on(void)
{
    tay_word_t bits;
    return tay_trap_wait(tay_startup_cap("stop"), TAY_INFO_DEADLINE, tay_time_now() + PAUSE_NS,
                         &bits) == TAY_ETIMEDOUT;
}

bool load_went_well(enum tay_status status, const char *what)
{
    tay_time_t now_ns = tay_time_now();
    if (status == TAY_EPEER) {
        failed_ns = failed_ns == 0 ? begun_ns : failed_ns;
        return false;
    }
    if (status != TAY_OK) {
        printf("%s: %s\n", what, tay_status_text(status));
        exit(EXIT_FAILURE);
    }
    if (failed_ns != 0 && recoveries < RECOVERIES_MAX) {
        recovery_ns[recoveries++] = (uint32_t)(now_ns - failed_ns);
    }
    failed_ns = 0;
    return true;
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

void load_tell(const char *name, unsigned long answered)
{
    qsort(recovery_ns, recoveries, sizeof recovery_ns[0], compare);
    printf("%s: %lu calls were answered, %lu recoveries", name, answered,
           (unsigned long)recoveries);
    if (recoveries > 0) {
        printf(", in ns: p50 %lu, p99 %lu", (unsigned long)recovery_ns[recoveries / 2],
               (unsigned long)recovery_ns[recoveries * 99 / 100]);
    }
    printf("\n");
}
