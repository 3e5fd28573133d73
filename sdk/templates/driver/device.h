/* SPDX-License-Identifier: MIT */
/*
 * The registers of the timer, which each board has another one of: the folder with its name.
 * `regs` is where they are mapped; test_device.c takes an array for it.
 */
#ifndef DEVICE_H
#define DEVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <tay/driver.h>

/* Forgets an alarm that an earlier driver has set. TAY_EIO: the device does not count. */
enum tay_status device_start(struct tay_driver *driver);

/* Microseconds, as finely as the device counts; after 71 minutes they begin again. */
uint32_t device_now(uintptr_t regs);

/* Asks for an interrupt in so many microseconds or more, in the place of the one before. */
void device_arm(uintptr_t regs, uint32_t microseconds);

/* Whether that time has come; the interrupt is taken back then. */
bool device_take_alarm(uintptr_t regs);

#endif
