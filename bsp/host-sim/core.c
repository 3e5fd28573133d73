/* SPDX-License-Identifier: MIT */
/*
 * Simulated cores. One acts at a time, and another one only while no lock is held, so a lock that
 * is held when it is wanted is held by the core that wants it. By the cores' clocks they act at the
 * same time, so there a lock is held for what that costs, and the next one waits.
 */
#include <hal/core.h>
#include <hal_fast_arch.h>

#include "state.h"

unsigned machine_core_self(void)
{
    return hardware.self;
}

void machine_select(unsigned core)
{
    if (core >= hardware.core_count) {
        machine_break("there is no core %u", core);
    }
    hardware.self = core;
}

void hal_core_kick(unsigned core)
{
    if (core >= hardware.core_count) {
        machine_break("there is no core %u to kick", core);
    }
    hardware.core[core].kicked = true;
}

void hal_lock_acquire(struct hal_lock *lock)
{
    if (lock->held) {
        machine_break("core %u waits for a lock that it holds", hardware.self);
    }
    lock->held = true;
    hardware.locks_held++;
    struct hardware_core *core = &hardware.core[hardware.self];
    if (core->clock < lock->free_from) {
        core->waited += lock->free_from - core->clock;
        core->clock = lock->free_from;
    }
}

bool machine_lock_try(struct hal_lock *lock)
{
    if (lock->barred != 0 || hardware.lock_wanted) {
        return false;
    }
    hal_lock_acquire(lock);
    return true;
}

void hal_lock_bar(struct hal_lock *lock, bool on)
{
    if (!lock->held || (!on && lock->barred == 0)) {
        machine_break("core %u bars a lock that it does not hold", hardware.self);
    }
    lock->barred += on ? 1 : 0u - 1u;
}

void hal_lock_release(struct hal_lock *lock)
{
    if (!lock->held) {
        machine_break("core %u releases a lock that it does not hold", hardware.self);
    }
    lock->held = false;
    hardware.locks_held--;
    machine_spend(hardware.lock_cost);
    lock->free_from = hardware.core[hardware.self].clock;
    if (hardware.on_release != NULL && hardware.locks_held == 0) {
        hardware.on_release();
    }
}

bool hal_lock_is_wanted(const struct hal_lock *lock)
{
    (void)lock;
    return hardware.lock_wanted;
}

void machine_set_lock_wanted(bool wanted)
{
    hardware.lock_wanted = wanted;
}

void hal_lock_pass(struct hal_lock *lock)
{
    hal_lock_release(lock);
    hal_lock_acquire(lock);
}

void machine_set_on_release(void (*act)(void))
{
    hardware.on_release = act;
}

void machine_spend(uint64_t instructions)
{
    hardware.core[hardware.self].clock += instructions;
}

void machine_set_lock_cost(uint64_t instructions)
{
    hardware.lock_cost = instructions;
}

uint64_t machine_clock(unsigned core)
{
    return hardware.core[core].clock;
}

uint64_t machine_waited(unsigned core)
{
    return hardware.core[core].waited;
}
