/* SPDX-License-Identifier: MIT */
/*
 * The CSD (SD, 5.3): structure 1 tells a size in steps of its own, structure 2 in steps of 512 KiB.
 */
#include "registers.h"

#define BLOCK_SHIFT 9u /* 512 bytes */
#define LENGTH_MAX 11u /* 5.3.2: READ_BL_LEN is 9 to 11 */

uint32_t registers_bits(const uint32_t words[4], unsigned high, unsigned low)
{
    uint64_t pair = words[low / 32];
    if (low / 32 < 3) {
        pair |= (uint64_t)words[low / 32 + 1] << 32;
    }
    return (uint32_t)(pair >> low % 32 & ((UINT64_C(1) << (high - low + 1)) - 1));
}

uint64_t registers_blocks(const uint32_t csd[4])
{
    uint32_t structure = registers_bits(csd, 127, 126);
    if (structure == 1) {
        return ((uint64_t)registers_bits(csd, 69, 48) + 1) << 10;
    }
    uint32_t length = registers_bits(csd, 83, 80);
    if (structure != 0 || length < BLOCK_SHIFT || length > LENGTH_MAX) {
        return 0;
    }
    uint64_t units = (uint64_t)(registers_bits(csd, 73, 62) + 1)
                     << (registers_bits(csd, 49, 47) + 2);
    return units << (length - BLOCK_SHIFT);
}

bool registers_read_only(const uint32_t csd[4])
{
    return registers_bits(csd, 13, 12) != 0;
}
