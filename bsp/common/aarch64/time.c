/* SPDX-License-Identifier: MIT */
/*
 * Time from the generic timer's virtual counter, and its virtual timer as the core's own
 * (ARM DDI 0487, D11).
 *
 * Time counts from the counter's zero, where head.S leaves it, and not from some later moment: user
 * programs read the same counter, and must find the same time there.
 */
#include <hal/time.h>

#include <a64_core.h>
#include <a64_ticks.h>
#include <a64_time.h>

/* CNTV_CTL_EL0 (D13.8.21): ENABLE; ISTATUS, the condition is met. */
#define TIME_CTL_ENABLE 1u
#define TIME_CTL_STATUS 4u

static struct a64_ticks time_rate;

static uint64_t time_counter(void)
{
    uint64_t counter;

    /* isb: the counter is not read ahead of earlier instructions (D11.2.1). */
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(counter)::"memory");
    return counter;
}

void a64_time_init(void)
{
    uint64_t frequency_hz;

    __asm__("mrs %0, cntfrq_el0" : "=r"(frequency_hz));
    if (!a64_ticks_init(&time_rate, frequency_hz)) {
        a64_stop("the firmware has set no counter frequency (CNTFRQ_EL0)");
    }
}

tay_time_t hal_time_now(void)
{
    return a64_ticks_to_ns(&time_rate, time_counter());
}

tay_time_t hal_clock_to_ns(uint64_t ticks)
{
    return a64_ticks_to_ns(&time_rate, ticks);
}

uint64_t hal_clock_from_ns(tay_time_t ns)
{
    return a64_ticks_from_ns(&time_rate, ns);
}

static void time_control(uint64_t control)
{
    /* isb: the timer has changed before the next look at what is pending. */
    __asm__ volatile("msr cntv_ctl_el0, %0\n\tisb" ::"r"(control) : "memory");
}

void hal_timer_set(uint64_t ticks)
{
    if (ticks == UINT64_MAX) {
        time_control(0);
        return;
    }
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
