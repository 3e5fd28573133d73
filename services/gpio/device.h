/* SPDX-License-Identifier: MIT */
/*
 * The registers of the GPIO block: pins 0 to 53. Who calls has seen to it that the pin is one.
 */
#ifndef GPIO_DEVICE_H
#define GPIO_DEVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <tay/protocol/gpio.h>

#define DEVICE_PINS 54u

/* Whether the registers are there; from now on each pin of `pins` (bits) is an input, and no edge
 * is looked for on it. One that was an input keeps its pull. TAY_EIO: they are not there. */
TAY_MUST_CHECK enum tay_status device_start(uintptr_t regs, uint64_t pins);

void device_set_function(uintptr_t regs, unsigned pin, enum tay_gpio_function function);
enum tay_gpio_function device_function(uintptr_t regs, unsigned pin);

/* Takes some microseconds. */
void device_set_pull(uintptr_t regs, unsigned pin, enum tay_gpio_pull pull);

void device_set_level(uintptr_t regs, unsigned pin, bool high);
bool device_level(uintptr_t regs, unsigned pin);

/* TAY_GPIO_RISING | FALLING; what was found so far is forgotten. */
void device_watch(uintptr_t regs, unsigned pin, unsigned edges);

/* The pins of `pins` on which an edge was found, which is forgotten. */
uint64_t device_take_edges(uintptr_t regs, uint64_t pins);

#endif
