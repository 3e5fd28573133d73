/* SPDX-License-Identifier: MIT */
/*
 * Where on a card a volume lies.
 *
 * Sources: "[FAT]" as in fat.h; "[UEFI]" is the "Unified Extensible Firmware Interface
 * Specification", version 2.10, section 5.2.1, which describes the table of partitions in a card's
 * first sector.
 */
#ifndef FAT_PARTITION_H
#define FAT_PARTITION_H

#include "fat.h"

#define PARTITION_ANY 0u
#define PARTITIONS 4u

struct partition {
    uint32_t first; /* sector of the card */
    uint32_t count;
};

/* Finds a volume by a card's first sector: in entry `number` of the table, from 1 on, or
 * PARTITION_ANY: in the first entry of a type that has FAT on it, or on all of the card, if its
 * first sector is that of a volume. `sectors` are the card's. Returns NULL, or why there is
 * none. */
const char *partition_find(const uint8_t first[FAT_SECTOR_BYTES], uint64_t sectors, unsigned number,
                           struct partition *found);

#endif
