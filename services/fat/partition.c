/* SPDX-License-Identifier: MIT */
/*
 * A volume's first sector ends with the same two bytes as a table of partitions; it begins with a
 * jump, and tells of sectors and of one or two tables, where a boot program would be.
 */
#include "partition.h"

#include "bytes.h"

/* Offsets ([UEFI] "Legacy MBR"). */
#define TABLE_AT 446u
#define ENTRY_BYTES 16u
#define ENTRY_TYPE 4u
#define ENTRY_FIRST 8u
#define ENTRY_COUNT 12u
#define SIGNATURE_AT 510u
#define SIGNATURE 0xaa55u

/* Offsets in a volume's first sector ([FAT] "Boot Sector and BPB"). */
#define BOOT_JUMP 0u
#define BOOT_SECTOR_BYTES 11u
#define BOOT_TABLES 16u

static bool is_volume(const uint8_t *sector)
{
    bool jumps =
        sector[BOOT_JUMP] == 0xe9 || (sector[BOOT_JUMP] == 0xeb && sector[BOOT_JUMP + 2] == 0x90);
    return jumps && get16(sector + BOOT_SECTOR_BYTES) == FAT_SECTOR_BYTES &&
           (sector[BOOT_TABLES] == 1 || sector[BOOT_TABLES] == 2);
}

/* The types of FAT16 and FAT32, by cylinders and by blocks. */
static bool is_fat(uint8_t type)
{
    return type == 0x04 || type == 0x06 || type == 0x0b || type == 0x0c || type == 0x0e;
}

static const char *take_entry(const uint8_t *entry, uint64_t sectors, struct partition *found)
{
    found->first = get32(entry + ENTRY_FIRST);
    found->count = get32(entry + ENTRY_COUNT);
    if (found->first == 0 || found->count == 0) {
        return "this entry of the card's table of partitions is empty";
    }
    if ((uint64_t)found->first + found->count > sectors) {
        return "the partition is larger than the card";
    }
    return NULL;
}

const char *partition_find(const uint8_t first[FAT_SECTOR_BYTES], uint64_t sectors, unsigned number,
                           struct partition *found)
{
    const uint8_t *table = first + TABLE_AT;
    if (get16(first + SIGNATURE_AT) != SIGNATURE) {
        return "the card has no table of partitions, and no volume of FAT";
    }
    if (number != PARTITION_ANY) {
        return take_entry(table + (number - 1) * ENTRY_BYTES, sectors, found);
    }
    if (is_volume(first)) {
        *found = (struct partition){0, sectors > UINT32_MAX ? UINT32_MAX : (uint32_t)sectors};
        return NULL;
    }
    for (unsigned n = 0; n < PARTITIONS; n++) {
        if (is_fat(table[n * ENTRY_BYTES + ENTRY_TYPE])) {
            return take_entry(table + n * ENTRY_BYTES, sectors, found);
        }
    }
    return "the card has no partition of FAT16 or FAT32";
}
