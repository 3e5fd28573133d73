/* SPDX-License-Identifier: MIT */
/*
 * The registers of a card, as it sends them: 128 bits, the highest word last.
 */
#ifndef SD_REGISTERS_H
#define SD_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

/* The bits high:low, at most 32. */
uint32_t registers_bits(const uint32_t words[4], unsigned high, unsigned low);

/* Blocks of 512 bytes that a card has by its CSD; 0: a CSD of no known structure, or no such size.
 */
uint64_t registers_blocks(const uint32_t csd[4]);

/* Whether it is write-protected, for a while or for ever. */
bool registers_read_only(const uint32_t csd[4]);

#endif
