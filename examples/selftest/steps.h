/* SPDX-License-Identifier: MIT */
/*
 * The groups of steps; each reports what report.h lists for it.
 */
#ifndef SELFTEST_STEPS_H
#define SELFTEST_STEPS_H

#include <tay/abi/types.h>

/* What the log tells of the start, against what the system tells. */
void boot_steps(tay_word_t cores, size_t memory_bytes);

/* The counter against the system timer, wake-ups, and an interrupt. `timer`: the system timer. */
void clock_steps(uintptr_t timer, tay_word_t cores);

/* Threads on all cores. */
void cores_steps(tay_word_t cores);

/* UARTs, pins, and the random number generator, mapped. */
void device_steps(uintptr_t aux, uintptr_t gpio, uintptr_t pl011, uintptr_t random);

/* Code that is written, run, rewritten and run again. */
void code_steps(void);

/* Children that do what hardware refuses. `device`: a capability to registers. */
void fault_steps(tay_cap_t device);

/* The frequency of the counter, in Hz (CNTFRQ_EL0). */
uint64_t clock_frequency_hz(void);

/* The divisor of the mini-UART's baud rate: 0 in an emulator, which has none. */
uint32_t device_baud_divisor(uintptr_t aux);

#endif
