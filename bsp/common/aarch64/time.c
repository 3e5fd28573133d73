/* SPDX-License-Identifier: MIT */
/*
 * Time from the generic timer's virtual counter, and its virtual timer as the core's own
 * (ARM DDI 0487, D11).
 *
 * Time counts from the counter's zero, where head.S leaves it, and not from some later moment: user
 * programs read the same counter, and must find the same time there.
 *
 * One tick is time_ns / time_ticks nanoseconds, a reduced fraction, so that both conversions are
 * exact: to nanoseconds rounded down, to ticks rounded up. Hence the timer never fires before the
 * clock shows its deadline.
 */
#include <hal/time.h>

#include <a64_core.h>
#include <a64_time.h>

#define TIME_NS_PER_S 1000000000u
/* CNTV_CTL_EL0 (D13.8.21): ENABLE; ISTATUS, the condition is met. */
#define TIME_CTL_ENABLE 1u
#define TIME_CTL_STATUS 4u

static uint64_t time_ns;
static uint64_t time_ticks;

static uint64_t time_counter(void)
{
    uint64_t counter;

    /* isb: the counter is not read ahead of earlier instructions (D11.2.1). */
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(counter)::"memory");
    return counter;
}

/* value * multiplier / divisor, rounded down; exact as long as the result fits. Each factor is at
 * most 10^9, so that the products of the remainder fit, too. */
static uint64_t time_scale(uint64_t value, uint64_t multiplier, uint64_t divisor)
{
    return value / divisor * multiplier + value % divisor * multiplier / divisor;
}

void a64_time_init(void)
{
    uint64_t frequency_hz;
    uint64_t a = TIME_NS_PER_S;
    uint64_t b;

    __asm__("mrs %0, cntfrq_el0" : "=r"(frequency_hz));
    if (frequency_hz == 0 || frequency_hz > TIME_NS_PER_S) {
        a64_stop("the firmware has set no counter frequency (CNTFRQ_EL0)");
    }
    b = frequency_hz;
    while (b != 0) { /* the greatest common divisor */
        uint64_t rest = a % b;

        a = b;
        b = rest;
    }
    time_ns = TIME_NS_PER_S / a;
    time_ticks = frequency_hz / a;
}

tay_time_t hal_time_now(void)
{
    return time_scale(time_counter(), time_ns, time_ticks);
}

static void time_control(uint64_t control)
{
    /* isb: the timer has changed before the next look at what is pending. */
    __asm__ volatile("msr cntv_ctl_el0, %0\n\tisb" ::"r"(control) : "memory");
}

void hal_timer_set(tay_time_t deadline_ns)
{
    uint64_t ticks = time_scale(deadline_ns, time_ticks, time_ns);

    if (deadline_ns == TAY_TIME_NEVER) {
        time_control(0);
        return;
    }
    ticks += time_scale(ticks, time_ns, time_ticks) < deadline_ns ? 1 : 0;
    __asm__ volatile("msr cntv_cval_el0, %0" ::"r"(ticks));
    time_control(TIME_CTL_ENABLE);
}

bool a64_timer_take(void)
{
    uint64_t control;

    __asm__ volatile("mrs %0, cntv_ctl_el0" : "=r"(control));
    if ((control & TIME_CTL_ENABLE) == 0 || (control & TIME_CTL_STATUS) == 0) {
        return false;
    }
    time_control(0);
    return true;
}
