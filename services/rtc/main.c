/* SPDX-License-Identifier: MIT */
/*
 * The driver of the real-time clock: serves the clock protocol (tay/protocol/clock.h). The date of
 * all programs is set by it: when the machine was started, unless somebody was first, and with the
 * clock itself.
 */
#include "device.h"
#include <tay/date.h>
#include <tay/driver.h>
#include <tay/protocol/clock.h>
#include <tay/time.h>

static struct tay_driver driver;

static void set_date(uint32_t seconds)
{
    int64_t offset_ns = (int64_t)(seconds * TAY_NS_PER_S) - (int64_t)tay_time_now();
    enum tay_status status = tay_date_set(offset_ns);
    (void)status; /* its manifest may leave that to others */
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    (void)server;
    switch (request->label) {
    case TAY_CLOCK_GET:
        answer->word[0] = device_get(driver.regs);
        return TAY_OK;
    case TAY_CLOCK_SET:
        if (request->word[0] > UINT32_MAX) {
            return TAY_EINVAL;
        }
        device_set(driver.regs, (uint32_t)request->word[0]);
        set_date((uint32_t)request->word[0]);
        return TAY_OK;
    default:
        return TAY_ENOSYS;
    }
}

static enum tay_status start(struct tay_driver *self)
{
    enum tay_status status = device_start(self->regs);
    if (status == TAY_OK && !tay_date_is_set()) {
        set_date(device_get(self->regs));
    }
    return status;
}

int main(void)
{
    driver = (struct tay_driver){.name = "rtc", .start = start, .server.on_call = on_call};
    return tay_driver_run(&driver);
}
