/* SPDX-License-Identifier: MIT */
/*
 * Keeps the watchdog busy with a heartbeat: between two beats that were acknowledged it is watched.
 * The device does not count, since QEMU's would reset the machine.
 */
#include "load.h"

#include <tay/protocol/watchdog.h>
#include <tay/startup.h>

#define TIME_MS TAY_WATCHDOG_MS_MAX
#define BEATS 8u /* of a heartbeat */

static tay_cap_t watchdog, session;

static bool beat(void)
{
    load_call_begins();
    return load_went_well(tay_watchdog_beat(session), "watchdog: beat");
}

/* One that is left without CLOSE would reset the machine, if its server lives after all. */
static void leave_heartbeat(void)
{
    enum tay_status status = session != TAY_CAP_NULL ? tay_watchdog_close(session) : TAY_OK;
    if (status == TAY_OK) {
        session = TAY_CAP_NULL;
    }
    load_close(&session);
}

static bool open_heartbeat(void)
{
    leave_heartbeat();
    load_call_begins();
    return load_went_well(tay_watchdog_open(watchdog, TIME_MS, 0, &session), "watchdog: open");
}

/* Who is started again between the two beats knows no session of before. */
static bool check(void)
{
    struct tay_watchdog_state state;
    if (!beat()) {
        return false;
    }
    load_call_begins();
    bool ok = load_went_well(tay_watchdog_query(watchdog, &state), "watchdog: query") && beat();
    LOAD_EXPECT(!ok || (state.heartbeats == 1 && state.left_ms > 0 && state.left_ms <= TIME_MS));
    return ok;
}

static void close_heartbeat(void)
{
    load_call_begins();
    if (load_went_well(tay_watchdog_close(session), "watchdog: close")) {
        session = TAY_CAP_NULL;
    }
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    load_begin(argument_count, arguments);
    watchdog = tay_startup_cap("watchdog");
    while (load_goes_on()) {
        bool ok = open_heartbeat();
        for (unsigned n = 0; ok && n < BEATS; n++) {
            ok = check();
            answered += ok ? 1 : 0;
        }
        if (ok) {
            close_heartbeat();
        }
    }
    load_tell("load-watchdog", answered);
    return EXIT_SUCCESS;
}
