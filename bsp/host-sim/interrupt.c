/* SPDX-License-Identifier: MIT */
/*
 * The simulated interrupt controller. A line that was raised stays so until it is taken, and is
 * masked then; lines go to core 0.
 */
#include "state.h"

#include <hal/interrupt.h>

static bool timer_fires(void)
{
    tay_time_t timer_ns = hardware.core[hardware.self].timer_ns;

    return timer_ns != TAY_TIME_NEVER && timer_ns <= hardware.now_ns;
}

static uint64_t lines_that_fire(void)
{
    return hardware.self == 0 ? hardware.raised & hardware.unmasked : 0;
}

enum hal_event hal_interrupt_take(unsigned *line)
{
    struct hardware_core *core = &hardware.core[hardware.self];
    uint64_t lines = lines_that_fire();

    if (core->kicked) {
        core->kicked = false;
        context_on_kick();
        return HAL_EVENT_KICK;
    }
    if (timer_fires()) {
        core->timer_ns = TAY_TIME_NEVER;
        return HAL_EVENT_TIMER;
    }
    if (lines == 0) {
        return HAL_EVENT_NONE;
    }
    *line = (unsigned)__builtin_ctzll(lines);
    hardware.raised &= ~(UINT64_C(1) << *line);
    hal_interrupt_mask(*line);
    return HAL_EVENT_LINE;
}

bool machine_interrupt_waits(void)
{
    return hardware.core[hardware.self].kicked || timer_fires() || lines_that_fire() != 0;
}

bool machine_is_kicked(unsigned core)
{
    return hardware.core[core].kicked;
}

bool hal_interrupt_pending(void)
{
    if (machine_interrupt_waits()) {
        return true;
    }
    unsigned one_in = hardware.preemption_one_in;
    if (one_in == 0 || (machine_random(&hardware.preemption_state) >> 32) % one_in != 0) {
        return false;
    }
    hardware.now_ns += hardware.preemption_ns;
    return true;
}

void machine_set_preemption(uint64_t seed, unsigned one_in)
{
    hardware.preemption_state = seed;
    hardware.preemption_one_in = one_in;
}

void machine_set_preemption_time(tay_time_t ns)
{
    hardware.preemption_ns = ns;
}

bool hal_interrupt_exists(unsigned line)
{
    return line < MACHINE_LINES;
}

static uint64_t bit_of(unsigned line)
{
    if (!hal_interrupt_exists(line)) {
        machine_break("there is no line %u", line);
    }
    return UINT64_C(1) << line;
}

void hal_interrupt_unmask(unsigned line)
{
    hardware.unmasked |= bit_of(line);
}

void hal_interrupt_mask(unsigned line)
{
    hardware.unmasked &= ~bit_of(line);
}

void machine_raise_line(unsigned line)
{
    hardware.raised |= bit_of(line);
}
