/* SPDX-License-Identifier: MIT */
/*
 * Timer, kick and device lines, while a thread runs and while the core is idle.
 */
#include "board_test.h"
#include "device.h"
#include "user.h"

#include <a64_core.h>
#include <hal/context.h>
#include <hal/core.h>
#include <hal/interrupt.h>
#include <hal/space.h>
#include <hal/time.h>

extern const char spin_start[], spin_clock[], spin_end[];

#define INTERRUPT_MS UINT64_C(1000000)
#define INTERRUPT_LATE_NS 200000 /* in an emulator that counts instructions */
#define INTERRUPT_TICK_NS 100    /* more than one tick */

static struct hal_context thread;
static unsigned step;
static tay_time_t deadline;

static struct hal_context *interrupt_run(const char *label)
{
    user_make(spin_start, spin_end);
    hal_context_init(&thread, USER_AT(spin_start, label), 0, 0, 0);
    return &thread;
}

/* Lets the processor look again and again, until a time. */
static void interrupt_wait_until(tay_time_t time)
{
    while (hal_time_now() < time) {
        a64_relax();
    }
}

static enum hal_event interrupt_take(void)
{
    unsigned line = 0;
    enum hal_event event = hal_interrupt_take(&line);

    return event;
}

static void interrupt_expect_none(void)
{
    test_check(!hal_interrupt_pending(), "nothing is pending any more");
    test_check(interrupt_take() == HAL_EVENT_NONE, "nothing comes again");
}

static void timer_set_ms(unsigned ms)
{
    deadline = hal_time_now() + ms * INTERRUPT_MS;
    hal_timer_set(hal_clock_from_ns(deadline));
}

static void timer_expect_fired(void)
{
    tay_time_t now = hal_time_now();

    test_check(hal_interrupt_pending(), "an interrupt is pending");
    test_check(interrupt_take() == HAL_EVENT_TIMER, "it is the timer");
    test_check(now + INTERRUPT_TICK_NS >= deadline, "the timer is not early");
    test_check(now < deadline + INTERRUPT_LATE_NS, "the timer is not late");
    interrupt_expect_none();
}

/* Armed for the past it fires at once; disarmed or moved it does not fire. */
static void timer_check_armed(void)
{
    hal_timer_set(1);
    test_check(hal_interrupt_pending() && interrupt_take() == HAL_EVENT_TIMER,
               "a time that has passed fires at once");
    interrupt_expect_none();

    hal_timer_set(0);
    test_check(interrupt_take() == HAL_EVENT_TIMER, "the time 0 fires, too");

    timer_set_ms(1);
    hal_timer_set(UINT64_MAX);
    interrupt_wait_until(deadline + INTERRUPT_MS);
    interrupt_expect_none();

    timer_set_ms(1);
    hal_timer_set(hal_clock_from_ns(deadline + 3 * INTERRUPT_MS));
    interrupt_wait_until(deadline + INTERRUPT_MS);
    interrupt_expect_none();

    hal_timer_set(UINT64_MAX - 1);
    interrupt_wait_until(hal_time_now() + INTERRUPT_MS);
    interrupt_expect_none();
}

static struct hal_context *timer_on_interrupt(struct hal_context *context)
{
    timer_expect_fired();
    test_check(context == (step == 0 ? &thread : NULL), "it came when it should");
    say(step == 0 ? "the timer interrupts a thread\n" : "the timer wakes the core\n");
    step++;
    if (step == 1) {
        timer_check_armed();
    }
    if (step < 4) {
        timer_set_ms(step * 10);
        return NULL;
    }
    deadline = hal_time_now();
    hal_context_init(&thread, USER_AT(spin_start, spin_clock), 0, 0, 0);
    return &thread;
}

/* The program's clock is the kernel's. */
static struct hal_context *timer_on_trap(struct hal_context *context, unsigned trap)
{
    const uint64_t second_ns = 1000000000;
    uint64_t counter = hal_context_word(context, 0);
    uint64_t frequency_hz = hal_context_word(context, 1);
    uint64_t time =
        counter / frequency_hz * second_ns + counter % frequency_hz * second_ns / frequency_hz;

    (void)trap;
    test_check(time >= deadline && time <= hal_time_now(), "programs and kernel have one clock");
    say("the counter runs at %lu Hz\n", frequency_hz);
    test_pass();
}

static struct hal_context *timer_on_boot(const struct hal_boot *boot)
{
    tay_time_t last = hal_time_now();

    (void)boot;
    for (unsigned n = 0; n < 1000; n++) {
        tay_time_t now = hal_time_now();

        test_check(now >= last, "time never goes back");
        last = now;
    }
    interrupt_expect_none();
    timer_set_ms(1);
    return interrupt_run(spin_start);
}

/* Both at once come one after the other, each once. */
static void kick_check_both(void)
{
    unsigned seen = 0;

    hal_core_kick(0);
    hal_timer_set(1);
    for (unsigned n = 0; n < 2; n++) {
        enum hal_event event = interrupt_take();

        test_check(event == HAL_EVENT_KICK || event == HAL_EVENT_TIMER, "kick and timer come");
        seen |= 1u << event;
    }
    test_check(seen == (1u << HAL_EVENT_KICK | 1u << HAL_EVENT_TIMER), "each comes once");
    interrupt_expect_none();
}

static struct hal_context *kick_on_interrupt(struct hal_context *context)
{
    test_check(interrupt_take() == HAL_EVENT_KICK, "it is the kick");
    interrupt_expect_none();
    if (step++ == 0) {
        test_check(context == &thread, "the kick interrupts a thread");
        say("two kicks interrupt a thread once\n");
        hal_core_kick(hal_core_self());
        return NULL;
    }
    test_check(context == NULL, "the kick wakes the core");
    say("a kick wakes the core\n");
    kick_check_both();
    test_pass();
}

static struct hal_context *kick_on_boot(const struct hal_boot *boot)
{
    (void)boot;
    hal_core_kick(0);
    hal_core_kick(0);
    return interrupt_run(spin_start);
}

static unsigned line_read(void)
{
    int byte = device_read();

    test_check(byte >= 0, "there is a byte");
    return (unsigned)byte;
}

static void line_expect(void)
{
    unsigned line = 0;

    test_check(hal_interrupt_pending(), "an interrupt is pending");
    test_check(hal_interrupt_take(&line) == HAL_EVENT_LINE && line == device.line,
               "it is the UART's line");
    interrupt_expect_none(); /* although its cause is still there */
}

static struct hal_context *line_on_interrupt(struct hal_context *context)
{
    test_check(context == (step == 0 ? NULL : &thread), "it came when it should");
    line_expect();
    if (step == 0) {
        hal_interrupt_unmask(device.line);
        line_expect(); /* again, since nobody has served the device */
        say("got %lu while idle\n", (unsigned long)line_read());
        hal_interrupt_unmask(device.line);
        interrupt_expect_none();
        step++;
        say("waiting for another byte\n");
        return interrupt_run(spin_start);
    }
    say("got %lu while a thread ran\n", (unsigned long)line_read());
    test_pass();
}

static struct hal_context *line_on_boot(const struct hal_boot *boot)
{
    (void)boot;
    for (size_t n = 0; n < device.missing_count; n++) {
        test_check(!hal_interrupt_exists(device.missing[n]), "a line of nobody does not exist");
    }
    for (size_t n = 0; n < device.present_count; n++) {
        test_check(hal_interrupt_exists(device.present[n]), "a line of a device exists");
    }
    device_listen();
    hal_interrupt_unmask(device.line);
    hal_interrupt_mask(device.line);
    hal_interrupt_unmask(device.line);
    say("waiting for a byte\n");
    return NULL;
}

const struct board_case interrupt_cases[] = {
    {.word = "case=timer",
     .on_boot = timer_on_boot,
     .on_trap = timer_on_trap,
     .on_interrupt = timer_on_interrupt},
    {.word = "case=kick", .on_boot = kick_on_boot, .on_interrupt = kick_on_interrupt},
    {.word = "case=line", .on_boot = line_on_boot, .on_interrupt = line_on_interrupt},
    {.word = NULL},
};
