/* SPDX-License-Identifier: MIT */
/*
 * Keeps the clock busy: what it was set to, and acknowledged, it goes on from, since the device
 * keeps the time.
 */
#include "load.h"

#include <tay/protocol/clock.h>
#include <tay/startup.h>

#define SECONDS_BEGIN 1700000000u
#define SLACK_S 3u /* what passes between two calls, and a second that was just begun */

static tay_cap_t clock_driver;
static uint64_t acknowledged, told; /* seconds */
static tay_time_t told_ns;

static bool set(void)
{
    told += 1000;
    load_call_begins();
    told_ns = tay_time_now();
    if (!load_went_well(tay_clock_set(clock_driver, told), "rtc: set")) {
        return false;
    }
    acknowledged = told;
    return true;
}

static bool is_since(uint64_t now, uint64_t then)
{
    uint64_t passed_s = (tay_time_now() - told_ns) / TAY_NS_PER_S;
    return now >= then && now <= then + passed_s + SLACK_S;
}

static bool check(void)
{
    uint64_t now;
    load_call_begins();
    if (!load_went_well(tay_clock_get(clock_driver, &now, NULL), "rtc: get")) {
        return false;
    }
    LOAD_EXPECT(acknowledged == 0 || is_since(now, acknowledged) || is_since(now, told));
    return true;
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    load_begin(argument_count, arguments);
    clock_driver = tay_startup_cap("rtc");
    told = SECONDS_BEGIN;
    while (load_goes_on()) {
        bool ok = check() && set();
        answered += ok ? 1 : 0;
    }
    while (!check()) {
    }
    load_tell("load-rtc", answered);
    return EXIT_SUCCESS;
}
