/* SPDX-License-Identifier: MIT */
/*
 * The clock: the virtual counter, which EL0 may read, in ns.
 */
#include <tay/time.h>

static uint64_t read_frequency_hz(void)
{
    uint64_t frequency_hz;
    __asm__("mrs %0, cntfrq_el0" : "=r"(frequency_hz));
    return frequency_hz;
}

tay_time_t tay_time_step_ns(void)
{
    uint64_t frequency_hz = read_frequency_hz();
    return (TAY_NS_PER_S + frequency_hz - 1) / frequency_hz;
}

tay_time_t tay_time_now(void)
{
    uint64_t ticks;
    /* isb: the counter is not read ahead of earlier instructions (ARM DDI 0487, D11.2.1). */
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks)::"memory");
    uint64_t frequency_hz = read_frequency_hz();
    /* Whole seconds apart, so that no product overflows: frequency_hz is at most 10^9. */
    uint64_t seconds = ticks / frequency_hz;
    uint64_t rest = ticks % frequency_hz;
    return seconds * TAY_NS_PER_S + rest * TAY_NS_PER_S / frequency_hz;
}
