/* SPDX-License-Identifier: MIT */
/*
 * The traps of the SDK, taken by the simulated machine's current thread.
 */
#include "sim.h"

#include <trap_take.h>

void trap_take(unsigned trap, tay_cap_t handle, struct tay_message *message)
{
    if (!sim_trap(trap, handle, message)) {
        message->result = SIM_BLOCKED;
    }
}
