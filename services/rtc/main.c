/* SPDX-License-Identifier: MIT */
/*
 * The driver of the real-time clock: serves the clock protocol (tay/protocol/clock.h).
 */
#include "device.h"
#include <tay/driver.h>
#include <tay/protocol/clock.h>

static struct tay_driver driver;

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
        return TAY_OK;
    default:
        return TAY_ENOSYS;
    }
}

static enum tay_status start(struct tay_driver *self)
{
    return device_start(self->regs);
}

int main(void)
{
    driver = (struct tay_driver){.name = "rtc", .start = start, .server.on_call = on_call};
    return tay_driver_run(&driver);
}
