/* SPDX-License-Identifier: MIT */
/*
 * The traps, the clock and the registers of a program on the simulated machine.
 */
#include <tay/door.h>

#include "trap_take.h"
#include <tay/crash.h>
#include <tay/log.h>
#include <tay/time.h>

void trap_take(unsigned trap, tay_cap_t handle, struct tay_message *message)
{
    tay_door_trap(trap, handle, message);
}

tay_time_t tay_time_now(void)
{
    return tay_door_time();
}

tay_time_t tay_time_step_ns(void)
{
    return 1;
}

void tay_crash_print_registers(tay_crash_print_t *out, const char *name,
                               const struct tay_registers *registers)
{
    out("%s: sp  0x%016lx pc  0x%016lx\n", name, (unsigned long)registers->sp,
        (unsigned long)registers->pc);
}
