/* SPDX-License-Identifier: MIT */
/*
 * The watchdog protocol, the client's side.
 */
#include <tay/protocol/watchdog.h>

#include <tay/client.h>
#include <tay/operations.h>

static enum tay_status ask(tay_cap_t handle, unsigned label)
{
    struct tay_call call = {.label = label};
    return tay_call(handle, &call);
}

enum tay_status tay_watchdog_open(tay_cap_t watchdog, unsigned time_ms, unsigned flags,
                                  tay_cap_t *session_out)
{
    struct tay_call call = {.label = TAY_WATCHDOG_OPEN, .wants = 1, .word = {time_ms, flags}};
    enum tay_status status = tay_call(watchdog, &call);
    if (status == TAY_OK) {
        *session_out = (tay_cap_t)call.word[0];
    }
    return status;
}

enum tay_status tay_watchdog_beat(tay_cap_t session)
{
    return ask(session, TAY_WATCHDOG_BEAT);
}

enum tay_status tay_watchdog_close(tay_cap_t session)
{
    enum tay_status status = ask(session, TAY_WATCHDOG_CLOSE);
    return status == TAY_OK ? tay_cap_close(session) : status;
}

enum tay_status tay_watchdog_reset(tay_cap_t watchdog)
{
    return ask(watchdog, TAY_WATCHDOG_RESET);
}

enum tay_status tay_watchdog_power_off(tay_cap_t watchdog)
{
    return ask(watchdog, TAY_WATCHDOG_POWER_OFF);
}

enum tay_status tay_watchdog_query(tay_cap_t watchdog, struct tay_watchdog_state *state_out)
{
    struct tay_call call = {.label = TAY_WATCHDOG_QUERY};
    enum tay_status status = tay_call(watchdog, &call);
    if (status == TAY_OK) {
        *state_out = (struct tay_watchdog_state){.heartbeats = (unsigned)call.word[0],
                                                 .left_ms = (unsigned)call.word[1],
                                                 .was_reset = call.word[2] != 0};
    }
    return status;
}
