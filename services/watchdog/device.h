/* SPDX-License-Identifier: MIT */
/*
 * The registers of the power manager, as far as they are the watchdog's.
 */
#ifndef WATCHDOG_DEVICE_H
#define WATCHDOG_DEVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <tay/abi/status.h>

/* Whether the registers are there. A watchdog that counts goes on. */
TAY_MUST_CHECK enum tay_status device_start(uintptr_t regs);

/* Lets the machine be reset in so many ms, up to 15,000, in the place of the time before. */
void device_arm(uintptr_t regs, unsigned ms);

/* Nothing is counted any more. */
void device_disarm(uintptr_t regs);

/* Resets the machine at once; with `off` the firmware then starts nothing. */
void device_reset(uintptr_t regs, bool off);

/* Whether the last reset was the watchdog's; device_reset's, too. */
bool device_was_reset(uintptr_t regs);

#endif
