/* SPDX-License-Identifier: MIT */
/*
 * The registers of the random number generator.
 */
#ifndef RNG_DEVICE_H
#define RNG_DEVICE_H

#include <stddef.h>
#include <stdint.h>
#include <tay/abi/status.h>

/*
 * Switches the generator on, if it is not, lets it warm up, and waits for its first word. TAY_EIO:
 * none has come in a second.
 */
TAY_MUST_CHECK enum tay_status device_start(uintptr_t regs);

/*
 * Takes words. TAY_EIO: one has not come in 10 ms, or the same one came three times in a row, which
 * a good generator does once in 2^64 words; what was taken is not to be used.
 */
TAY_MUST_CHECK enum tay_status device_read(uintptr_t regs, uint32_t *words, size_t count);

#endif
