/* SPDX-License-Identifier: MIT */
/*
 * Calls that may fail, and how long it is from the beginning of one that does to the next answer.
 */
#include "load.h"

#include <string.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/trap.h>

/* Who waits for so long would wait for ever. The longest wait is told; kill.py says what it may be.
 */
#define PATIENCE_NS (60 * TAY_NS_PER_S)
#define SHORT_PATIENCE_NS (5 * TAY_NS_PER_MS)
#define PAGE 4096

#define RECOVERIES_MAX 4096

#define PAUSE_NS (100 * TAY_NS_PER_US)

static tay_time_t begun_ns;
static tay_time_t longest_ns;
static tay_time_t failed_ns; /* when the first call that failed had begun; 0: all is well */
static uint64_t recovery_ns[RECOVERIES_MAX];
static size_t recoveries;

static bool is_tolerant, is_by_hand, counts_rounds;
static unsigned long wrong;
static struct tay_alarm pause;
static volatile uint64_t *progress; /* this program's word */
static const volatile uint64_t *stop, *volume;

void load_begin(int argument_count, char **arguments)
{
    tay_ua_t address;
    EXPECT(argument_count == 3);
    counts_rounds = strcmp(arguments[1], "rounds") == 0;
    is_tolerant = counts_rounds || strcmp(arguments[1], "tolerant") == 0;
    is_by_hand = strcmp(arguments[1], "by-hand") == 0;
    EXPECT(tay_alarm_create(&pause) == TAY_OK);
    EXPECT(tay_space_map(TAY_CAP_SELF, tay_startup_cap("progress"), 0, PAGE, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_OK);
    progress = (volatile uint64_t *)address + strtoul(arguments[2], NULL, 10);
    stop = (volatile uint64_t *)address + LOAD_WORD_STOP;
    volume = (volatile uint64_t *)address + LOAD_WORD_VOLUME;
}

void load_round(void)
{
    *progress = *progress + 1;
}

uint64_t load_volume(void)
{
    return *volume;
}

bool load_is_by_hand(void)
{
    return is_by_hand;
}

void load_expect(bool condition, const char *file, int line)
{
    if (!condition && !is_tolerant) {
        printf("%s:%d: not so\n", file, line);
        exit(EXIT_FAILURE);
    }
    wrong += condition ? 0 : 1;
}

void load_call_begins(void)
{
    begun_ns = tay_time_now();
}

tay_time_t load_deadline(void)
{
    load_call_begins();
    return begun_ns + (is_tolerant ? SHORT_PATIENCE_NS : PATIENCE_NS);
}

bool load_goes_on(void)
{
    EXPECT(tay_alarm_sleep_until(&pause, tay_time_now() + PAUSE_NS) == TAY_OK);
    return *stop == 0;
}

bool load_went_well(enum tay_status status, const char *what)
{
    tay_time_t now_ns = tay_time_now();
    bool took_long = now_ns - begun_ns > PATIENCE_NS;
    longest_ns = now_ns - begun_ns > longest_ns ? now_ns - begun_ns : longest_ns;
    if (took_long || (status != TAY_OK && status != TAY_EPEER)) {
        wrong++;
        if (!is_tolerant) {
            printf("%s: %s%s\n", what, tay_status_text(status), took_long ? ", too late" : "");
            exit(EXIT_FAILURE);
        }
    }
    if (status != TAY_OK) {
        failed_ns = failed_ns == 0 ? begun_ns : failed_ns;
        return false;
    }
    *progress = *progress + (counts_rounds ? 0 : 1);
    if (failed_ns != 0 && recoveries < RECOVERIES_MAX) {
        recovery_ns[recoveries++] = now_ns - failed_ns;
    }
    failed_ns = 0;
    return true;
}

bool load_file_went_well(enum tay_file_error error, const char *what)
{
    bool has_died = error == TAY_FILE_ENODEV || error == TAY_FILE_EIO;
    return load_went_well(has_died ? TAY_EPEER : tay_file_error_status(error), what);
}

void load_close(tay_cap_t *cap)
{
    if (*cap != TAY_CAP_NULL) {
        enum tay_status closed = tay_cap_close(*cap);
        (void)closed;
        *cap = TAY_CAP_NULL;
    }
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

void load_tell(const char *name, unsigned long answered)
{
    qsort(recovery_ns, recoveries, sizeof recovery_ns[0], compare);
    printf("%s: %lu calls were answered, %lu wrong, %lu recoveries", name, answered, wrong,
           (unsigned long)recoveries);
    if (recoveries > 0) {
        printf(", in ns: p50 %lu, p99 %lu", (unsigned long)recovery_ns[recoveries / 2],
               (unsigned long)recovery_ns[recoveries * 99 / 100]);
    }
    printf(", the longest call %llu\n", (unsigned long long)longest_ns);
    if (is_tolerant && !counts_rounds) {
        *progress = LOAD_IS_OVER;
        enum tay_status status = tay_alarm_sleep_until(&pause, TAY_TIME_NEVER);
        (void)status; /* the machine ends first */
    }
}
