/* SPDX-License-Identifier: MIT */
/*
 * The driver: a server with a device. A call that has to wait is put aside, and answered when the
 * interrupt comes, so that others are served meanwhile.
 */
#include "device.h"
#include "template.h"
#include <tay/driver.h>

static tay_cap_t sleeper; /* the right to answer who sleeps; null: nobody does */
static struct tay_driver driver;

static enum tay_status put_to_sleep(struct tay_server *server, tay_word_t microseconds)
{
    if (microseconds < TEMPLATE_SLEEP_MIN_US || microseconds > TEMPLATE_SLEEP_MAX_US) {
        return TAY_EINVAL;
    }
    if (sleeper != TAY_CAP_NULL) {
        return TAY_EAGAIN;
    }
    enum tay_status status = tay_server_put_aside(server, 0, &sleeper);
    if (status == TAY_OK) {
        device_arm(driver.regs, (uint32_t)microseconds);
    }
    return status;
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    switch (request->label) {
    case TEMPLATE_NOW:
        answer->word[0] = device_now(driver.regs);
        return TAY_OK;
    case TEMPLATE_SLEEP:
        return put_to_sleep(server, request->word[0]);
    default:
        return TAY_ENOSYS;
    }
}

static void answer_sleeper(void)
{
    tay_reply(sleeper, TAY_OK, NULL); /* to nobody, if nobody sleeps */
    sleeper = TAY_CAP_NULL;
}

static void on_interrupt(struct tay_driver *self, tay_word_t lines)
{
    (void)lines; /* there is one */
    if (device_take_alarm(self->regs)) {
        answer_sleeper();
    }
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    if (event->kind == TAY_KIND_ABANDONED) {
        answer_sleeper(); /* who hears nothing any more; the right goes */
    }
}

int main(void)
{
    driver = (struct tay_driver){.name = "template",
                                 .start = device_start,
                                 .on_interrupt = on_interrupt,
                                 .server = {.on_call = on_call, .on_event = on_event}};
    return tay_driver_run(&driver);
}
