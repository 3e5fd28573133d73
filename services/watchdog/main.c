/* SPDX-License-Identifier: MIT */
/*
 * The driver of the watchdog: serves the watchdog protocol (tay/protocol/watchdog.h). A timer rings
 * when the first heartbeat will have been silent for too long; the device counts the same time, if
 * a client wants that.
 *
 * Invariant: whenever nothing is in hand, the timer is set to the earliest deadline, and the device
 * to the earliest of those that it is to count.
 */
#include "device.h"
#include "heartbeats.h"
#include <stdio.h>
#include <stdlib.h>
#include <tay/driver.h>
#include <tay/operations.h>
#include <tay/protocol/watchdog.h>
#include <tay/startup.h>
#include <tay/time.h>

#define TIMER_BIT 0x1u

/* For what was said last to be written out. */
#define SAY_NS (50 * TAY_NS_PER_MS)

/* The device ends the machine in less than a millisecond, an emulator when it comes to it: what
 * goes on for so long was not ended. */
#define END_NS (2 * TAY_NS_PER_S)

static struct tay_driver driver;
static struct heartbeats heartbeats;
static tay_cap_t timer;
static uint64_t last_badge;

static unsigned left_ms(tay_time_t deadline_ns, tay_time_t now_ns)
{
    return deadline_ns <= now_ns || deadline_ns == TAY_TIME_NEVER
               ? 0
               : (unsigned)((deadline_ns - now_ns + TAY_NS_PER_MS - 1) / TAY_NS_PER_MS);
}

static void end_machine(const char *why, bool off)
{
    printf("watchdog: %s\n", why);
    tay_driver_delay(SAY_NS);
    device_reset(driver.regs, off);
    tay_driver_delay(END_NS);
}

/* Sets timer and device by the heartbeats. */
static void set_alarms(bool was_in_hardware)
{
    tay_time_t now_ns = tay_time_now();
    tay_time_t deadline_ns = heartbeats_deadline(&heartbeats, true);
    if (deadline_ns != TAY_TIME_NEVER) {
        device_arm(driver.regs, left_ms(deadline_ns, now_ns));
    } else if (was_in_hardware) {
        device_disarm(driver.regs);
    }
    enum tay_status status = tay_timer_set(timer, heartbeats_deadline(&heartbeats, false), 0);
    (void)status; /* ours */
}

static enum tay_status open_session(const struct tay_server *server,
                                    const struct tay_request *request, struct tay_answer *answer)
{
    tay_word_t ms = request->word[0];
    tay_word_t flags = request->word[1];
    if (ms == 0 || ms > TAY_WATCHDOG_MS_MAX || (flags & ~(tay_word_t)TAY_WATCHDOG_HARDWARE) != 0) {
        return TAY_EINVAL;
    }
    uint64_t badge = ++last_badge;
    enum tay_status status = heartbeats_open(&heartbeats, badge, ms * TAY_NS_PER_MS,
                                             (flags & TAY_WATCHDOG_HARDWARE) != 0, tay_time_now());
    if (status != TAY_OK) {
        return status;
    }
    status = tay_server_mint(server, badge, answer, 0);
    if (status != TAY_OK) {
        enum tay_status closed = heartbeats_close(&heartbeats, badge);
        (void)closed; /* it is there */
    }
    return status;
}

static void query(struct tay_answer *answer)
{
    answer->word[0] = heartbeats.count;
    answer->word[1] = left_ms(heartbeats_deadline(&heartbeats, false), tay_time_now());
    answer->word[2] = device_was_reset(driver.regs) ? 1 : 0;
}

static enum tay_status on_endpoint(const struct tay_server *server,
                                   const struct tay_request *request, struct tay_answer *answer)
{
    switch (request->label) {
    case TAY_WATCHDOG_OPEN:
        return open_session(server, request, answer);
    case TAY_WATCHDOG_RESET:
    case TAY_WATCHDOG_POWER_OFF:
        end_machine(request->label == TAY_WATCHDOG_RESET ? "reset" : "power off",
                    request->label == TAY_WATCHDOG_POWER_OFF);
        return TAY_EIO; /* the device has not */
    case TAY_WATCHDOG_QUERY:
        query(answer);
        return TAY_OK;
    default:
        return request->label == TAY_WATCHDOG_BEAT || request->label == TAY_WATCHDOG_CLOSE
                   ? TAY_ESTATE
                   : TAY_ENOSYS;
    }
}

static enum tay_status on_session(const struct tay_request *request)
{
    switch (request->label) {
    case TAY_WATCHDOG_BEAT:
        return heartbeats_beat(&heartbeats, request->session, tay_time_now());
    case TAY_WATCHDOG_CLOSE:
        return heartbeats_close(&heartbeats, request->session);
    default:
        return request->label >= TAY_WATCHDOG_OPEN && request->label <= TAY_WATCHDOG_QUERY
                   ? TAY_ESTATE
                   : TAY_ENOSYS;
    }
}

/* Whose memory is damaged watches nothing, and is started again. */
static void check(void)
{
    if (!heartbeats_are_sound(&heartbeats)) {
        printf("watchdog: the heartbeats are damaged\n");
        exit(EXIT_FAILURE);
    }
}

static bool one_is_silent(void)
{
    check();
    return heartbeats_deadline(&heartbeats, false) <= tay_time_now();
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    check();
    bool in_hardware = heartbeats_deadline(&heartbeats, true) != TAY_TIME_NEVER;
    enum tay_status status =
        request->session != 0 ? on_session(request) : on_endpoint(server, request, answer);
    if (status == TAY_OK && request->label != TAY_WATCHDOG_QUERY) {
        set_alarms(in_hardware);
    }
    return status;
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    /* Looked at twice, for a register that is wrong once. */
    if (event->kind == TAY_KIND_NOTIFICATION && one_is_silent() && one_is_silent()) {
        end_machine("a heartbeat is silent: reset", false);
    }
}

static enum tay_status start(struct tay_driver *self)
{
    enum tay_status status = device_start(self->regs);
    if (status == TAY_OK) {
        status = tay_timer_create(TAY_OWN_ACCOUNT, tay_startup_cap("bell"), TIMER_BIT, &timer);
    }
    last_badge = tay_time_now(); /* none is given twice, whatever came before a restart */
    return status;
}

int main(void)
{
    driver = (struct tay_driver){
        .name = "watchdog", .start = start, .server = {.on_call = on_call, .on_event = on_event}};
    return tay_driver_run(&driver);
}
