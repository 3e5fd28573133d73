/* SPDX-License-Identifier: MIT */
/*
 * ARM PL011 UART, output by polling. `base` is its physical address.
 */
#ifndef PL011_H
#define PL011_H

#include <stdint.h>

/* 8 bits, no parity, FIFO on, no interrupt. What is in its FIFO goes out first. */
void pl011_init(uintptr_t base, uint32_t clock_hz, uint32_t baud);

/* Hands over one byte; loses it if there is no room in time. */
void pl011_put(uintptr_t base, char byte);

#endif
