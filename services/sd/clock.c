/* SPDX-License-Identifier: MIT */
/*
 * The card must never run faster than its limit. The firmware changes the core's clock as it likes,
 * by load and by temperature, but not above the highest rate that it tells: so that one counts.
 * (The wiki of the Raspberry Pi firmware, "Mailbox property interface": Get max clock rate.)
 */
#include "clock.h"

#include <tay/client.h>
#include <tay/log.h>

/* The rate to divide from, by what the mailbox answered; 0: none. */
static uint32_t choose(uint64_t rate_hz, uint64_t max_hz)
{
    uint64_t hz = rate_hz > max_hz ? rate_hz : max_hz;
    bool is_one = rate_hz != 0 && hz >= HOST_DATA_HZ && hz <= INT32_MAX;
    return is_one ? (uint32_t)hz : 0;
}

uint32_t clock_ask(tay_cap_t mailbox, const struct controller *controller)
{
    struct tay_call call = {.label = TAY_MAILBOX_CLOCK,
                            .word = {controller->clock},
                            .deadline_ns = pause_now() + CLOCK_NS};
    uint32_t hz = 0;
    if (mailbox != TAY_CAP_NULL && tay_call(mailbox, &call) == TAY_OK) {
        hz = choose(call.word[0], call.word[2]);
    }
    if (hz == 0) {
        tay_log_printf("sd: %s: the firmware tells no clock: it counts as the highest, %lu kHz\n",
                       controller->name, (unsigned long)controller->clock_hz / 1000);
        return controller->clock_hz;
    }
    tay_log_printf("sd: %s: the firmware's clock is %lu kHz\n", controller->name,
                   (unsigned long)hz / 1000);
    return hz;
}
