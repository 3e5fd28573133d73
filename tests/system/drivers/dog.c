/* SPDX-License-Identifier: MIT */
/*
 * The watchdog protocol: what the argument says. `beats` keeps its heartbeat going and ends it;
 * `silent` stops; `dies` ends without a word, `waits` meanwhile; `resets` and `off` end the machine
 * themselves. A program that is still there after its end has status 1.
 */
#include "expect.h"
#include <string.h>
#include <tay/protocol/watchdog.h>
#include <tay/startup.h>
#include <tay/time.h>

#define TIME_MS 100u

static tay_cap_t watchdog;

static void sleep_ms(unsigned ms)
{
    struct tay_alarm alarm;
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    EXPECT(tay_alarm_sleep_until(&alarm, tay_time_now() + ms * TAY_NS_PER_MS) == TAY_OK);
    EXPECT(tay_alarm_close(&alarm) == TAY_OK);
}

static tay_cap_t open_heartbeat(void)
{
    tay_cap_t heartbeat;
    EXPECT(tay_watchdog_open(watchdog, TIME_MS, 0, &heartbeat) == TAY_OK);
    return heartbeat;
}

static int beat(void)
{
    struct tay_watchdog_state state;
    tay_cap_t other;
    tay_cap_t heartbeat = open_heartbeat();
    for (unsigned i = 0; i < 5; i++) {
        sleep_ms(TIME_MS / 2);
        EXPECT(tay_watchdog_beat(heartbeat) == TAY_OK);
    }
    EXPECT(tay_watchdog_query(watchdog, &state) == TAY_OK);
    EXPECT(state.heartbeats == 1 && state.left_ms > TIME_MS / 2 && state.left_ms <= TIME_MS);
    EXPECT(tay_watchdog_beat(watchdog) == TAY_ESTATE);
    EXPECT(tay_watchdog_query(heartbeat, &state) == TAY_ESTATE);
    EXPECT(tay_watchdog_open(watchdog, 0, 0, &other) == TAY_EINVAL);
    EXPECT(tay_watchdog_open(watchdog, TAY_WATCHDOG_MS_MAX + 1, 0, &other) == TAY_EINVAL);
    EXPECT(tay_watchdog_open(watchdog, TIME_MS, 2, &other) == TAY_EINVAL);
    EXPECT(tay_watchdog_close(heartbeat) == TAY_OK);
    sleep_ms(2 * TIME_MS);
    EXPECT(tay_watchdog_query(watchdog, &state) == TAY_OK && state.heartbeats == 0);
    printf("dog: nobody is watched any more\n");
    return EXIT_SUCCESS;
}

static int be_silent(void)
{
    tay_cap_t heartbeat = open_heartbeat();
    sleep_ms(TIME_MS / 2);
    EXPECT(tay_watchdog_beat(heartbeat) == TAY_OK);
    printf("dog: silent\n");
    sleep_ms(10 * TIME_MS);
    return EXIT_FAILURE;
}

int main(int argument_count, char **arguments)
{
    EXPECT(argument_count == 2);
    const char *part = arguments[1];
    watchdog = tay_startup_cap("watchdog");
    if (strcmp(part, "beats") == 0) {
        return beat();
    }
    if (strcmp(part, "silent") == 0) {
        return be_silent();
    }
    if (strcmp(part, "dies") == 0) {
        open_heartbeat();
        printf("dog: dies\n");
        return EXIT_SUCCESS;
    }
    enum tay_status status = TAY_OK;
    if (strcmp(part, "resets") == 0) {
        status = tay_watchdog_reset(watchdog);
    } else if (strcmp(part, "off") == 0) {
        status = tay_watchdog_power_off(watchdog);
    } else {
        sleep_ms(10 * TIME_MS);
    }
    printf("dog: still there: status %d\n", (int)status);
    return EXIT_FAILURE;
}
