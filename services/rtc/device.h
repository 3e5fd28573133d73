/* SPDX-License-Identifier: MIT */
/*
 * The registers of the real-time clock.
 */
#ifndef RTC_DEVICE_H
#define RTC_DEVICE_H

#include <stdint.h>
#include <tay/abi/status.h>

/* Looks whether it is one, and lets it run. TAY_EIO: it is not, or does not run. */
TAY_MUST_CHECK enum tay_status device_start(uintptr_t regs);

/* Seconds since 1970. */
uint32_t device_get(uintptr_t regs);
void device_set(uintptr_t regs, uint32_t seconds);

#endif
