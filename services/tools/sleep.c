/* SPDX-License-Identifier: MIT */
/*
 * sleep: waits for the sum of its operands.
 */
#include "number.h"
#include "options.h"
#include "report.h"
#include <errno.h>
#include <stdint.h>
#include <time.h>

#define NS_PER_S 1000000000u

static void wait_ns(uint64_t ns)
{
    struct timespec left = {.tv_sec = (time_t)(ns / NS_PER_S), .tv_nsec = (long)(ns % NS_PER_S)};
    while (nanosleep(&left, &left) != 0) {
        if (errno != EINTR) {
            report_error("waiting");
            return;
        }
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    uint64_t sum_ns = 0;
    report_begin("sleep", "SECONDS[smhd]...");
    while (options_next(&options, "") != 0) {
        /* There are none. */
    }
    if (options.next == count) {
        report_usage("operands are missing");
    }
    for (int i = options.next; i < count; i++) {
        uint64_t ns;
        if (!number_read_duration(word[i], &ns)) {
            report_usage("%s: is no time", word[i]);
        }
        sum_ns = ns > INT64_MAX - sum_ns ? INT64_MAX : sum_ns + ns;
    }
    wait_ns(sum_ns);
    return report_end();
}
