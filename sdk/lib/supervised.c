/* SPDX-License-Identifier: MIT */
/*
 * Signs of life. To be ready is said by closing a session of init, of whose end the kernel tells
 * init; a heartbeat sets a bit of a notification, at which init looks from time to time.
 */
#include <tay/supervised.h>

#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>

#define BEATS 4 /* in the time that the manifest gives */
#define BEAT_BIT 1u

void tay_supervised_ready(void)
{
    tay_cap_t ready = tay_startup_cap("ready");
    if (ready != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(ready);
        (void)status; /* it has been said */
    }
}

void tay_supervised_beat(void)
{
    tay_cap_t heartbeat = tay_startup_cap("heartbeat");
    if (heartbeat != TAY_CAP_NULL) {
        enum tay_status status = tay_trap_notify(heartbeat, BEAT_BIT);
        (void)status; /* init's; it is there as long as this program */
    }
}

tay_time_t tay_supervised_period_ns(void)
{
    return tay_startup_time_ms("heartbeat") * TAY_NS_PER_MS / BEATS;
}
