/* SPDX-License-Identifier: MIT */
/*
 * What the SDK's signals name as the place where an interrupted thread goes on. The simulated
 * machine takes no such place (process_set_upcall is answered ENOSYS), so nobody ever gets here.
 */
#include "upcall.h"

void signal_enter(void);

void signal_enter(void)
{
    __builtin_trap();
}
