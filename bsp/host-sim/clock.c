/* SPDX-License-Identifier: MIT */
/*
 * Virtual time: it stands still until the harness moves it, or lets each reading take some.
 */
#include "state.h"

#include <hal/time.h>

tay_time_t hal_time_now(void)
{
    return hardware.now_ns;
}

uint64_t machine_now(void)
{
    hardware.now_ns += hardware.reading_ns;
    return hardware.now_ns;
}

tay_time_t hal_clock_to_ns(uint64_t ticks)
{
    return ticks;
}

uint64_t hal_clock_from_ns(tay_time_t ns)
{
    return ns;
}

void hal_timer_set(uint64_t ticks)
{
    hardware.core[hardware.self].timer_ns = ticks;
}

void machine_set_time(tay_time_t now_ns)
{
    if (now_ns < hardware.now_ns) {
        machine_break("time went back");
    }
    hardware.now_ns = now_ns;
}

void machine_let_readings_take(tay_time_t ns)
{
    hardware.reading_ns = ns;
}

tay_time_t machine_timer(unsigned core)
{
    return hardware.core[core].timer_ns;
}
