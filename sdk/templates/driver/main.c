/* SPDX-License-Identifier: MIT */
/*
 * The driver: a server with a device. A call that has to wait is put aside, and answered when the
 * interrupt comes, so that others are served meanwhile.
 */
#include "device.h"
#include "template.h"
#include <stdio.h>
#include <stdlib.h>
#include <tay/driver.h>
#include <tay/operations.h>
#include <tay/server.h>
#include <tay/startup.h>
#include <tay/status.h>

static uintptr_t regs;
static tay_cap_t sleeper; /* the right to answer who sleeps; null: nobody does */

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
        device_arm(regs, (uint32_t)microseconds);
    }
    return status;
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    switch (request->label) {
    case TEMPLATE_NOW:
        answer->word[0] = device_now(regs);
        return TAY_OK;
    case TEMPLATE_SLEEP:
        return put_to_sleep(server, request->word[0]);
    default:
        return TAY_ENOSYS;
    }
}

static void on_interrupt(void)
{
    if (device_take_alarm(regs) && sleeper != TAY_CAP_NULL) {
        tay_reply(sleeper, TAY_OK, NULL);
        sleeper = TAY_CAP_NULL;
    }
    enum tay_status status = tay_irq_acknowledge(tay_startup_cap("irq"));
    (void)status; /* ours */
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    if (event->kind == TAY_KIND_NOTIFICATION) {
        on_interrupt();
    } else if (event->kind == TAY_KIND_ABANDONED && sleeper != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(sleeper);
        (void)status;
        sleeper = TAY_CAP_NULL;
    }
}

int main(void)
{
    struct tay_server server = {
        .endpoint = tay_startup_cap("template"), .on_call = on_call, .on_event = on_event};
    enum tay_status status = tay_driver_map(tay_startup_cap("regs"), &regs);
    if (status == TAY_OK) {
        status =
            tay_driver_listen(server.endpoint, tay_startup_cap("bell"), tay_startup_cap("irq"));
    }
    if (status == TAY_OK) {
        status = tay_server_run(&server);
    }
    printf("template: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}
