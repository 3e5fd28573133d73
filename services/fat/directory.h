/* SPDX-License-Identifier: MIT */
/*
 * Directories: sequences of slots of 32 bytes ([FAT] "FAT Directory Structure").
 *
 * An entry is a slot with the short name, cluster and size, behind those with the parts of the long
 * name, if it has one. It is written from its first slot on and removed from its last one on, so
 * that at any cut it is there as a whole, or not at all but for some parts of its long name.
 *
 * A directory is known by its first cluster; 0 is the root of FAT16.
 */
#ifndef FAT_DIRECTORY_H
#define FAT_DIRECTORY_H

#include "fat.h"
#include "name.h"

#define SLOT_BYTES 32u
#define SLOTS_OF_SECTOR (FAT_SECTOR_BYTES / SLOT_BYTES)
#define SLOTS_MAX 65536u /* 2 MiB ([FAT] "FAT Directory Structure") */

/* The members of a slot with a short name: their offsets. */
#define SLOT_ATTRIBUTES 11u
#define SLOT_CASE 12u
#define SLOT_MADE_TENTHS 13u
#define SLOT_MADE_TIME 14u
#define SLOT_MADE_DATE 16u
#define SLOT_ACCESS_DATE 18u
#define SLOT_CLUSTER_HIGH 20u
#define SLOT_WRITE_TIME 22u
#define SLOT_WRITE_DATE 24u
#define SLOT_CLUSTER_LOW 26u
#define SLOT_SIZE 28u

#define ATTRIBUTE_READ_ONLY 0x01u
#define ATTRIBUTE_LABEL 0x08u
#define ATTRIBUTE_DIRECTORY 0x10u
#define ATTRIBUTE_ARCHIVE 0x20u
#define ATTRIBUTES_LONG 0x0fu
#define ATTRIBUTES_ALL 0x3fu

#define SLOT_IS_FREE                                                                               \
    0xe5u /* the first byte of a slot that was removed; 0: it and all behind are free */

/* A place in a directory. */
struct cursor {
    uint32_t start;
    uint32_t slot;    /* the one that is read next */
    uint32_t cluster; /* the one that was reached last, and which it is; 0: none yet */
    uint32_t index;
};

struct dir_entry {
    uint8_t raw[SLOT_BYTES]; /* the slot with the short name */
    struct name_units name;
    bool has_long;
    uint32_t first_slot, last_slot;
    uint32_t sector, offset; /* where last_slot is */
    /* From this slot on, before first_slot, are parts of long names that belong to no entry; as
     * first_slot: there are none. */
    uint32_t orphan_slot;
};

void dir_start(struct cursor *cursor, uint32_t directory);

/* Where the cursor's slot is. FAT_NOENT: the directory has no such slot. */
enum fat_status dir_locate(struct fat_volume *vol, struct cursor *cursor, uint32_t *sector,
                           uint32_t *offset);

/* The next entry. FAT_NOENT: there is none; orphan_slot and first_slot tell of what lies before the
 * end. The root's label is left out. */
enum fat_status dir_next(struct fat_volume *vol, struct cursor *cursor, struct dir_entry *entry);

bool dir_is_dots(const struct dir_entry *entry);

/* The entry of a name. FAT_NOENT: there is none. */
enum fat_status dir_find(struct fat_volume *vol, uint32_t directory, const struct name_units *name,
                         struct dir_entry *entry);

/* Adds an entry under a name that is not there: what `raw` has behind the short name and the case
 * bits, which are found here. Fills *entry. FAT_DIRFULL, FAT_FULL: there is no room. */
enum fat_status dir_add(struct fat_volume *vol, uint32_t directory, const struct name_units *name,
                        const uint8_t raw[SLOT_BYTES], struct dir_entry *entry);

/* Marks slots as free, the last one first. */
enum fat_status dir_clear(struct fat_volume *vol, uint32_t directory, uint32_t first,
                          uint32_t last);

/* Takes a cluster for a directory and fills it with zeros. */
enum fat_status dir_take_cluster(struct fat_volume *vol, uint32_t near, uint32_t *cluster);

/* The first cluster in a slot, and the reverse. */
uint32_t slot_start(const struct fat_volume *vol, const uint8_t *raw);
void slot_set_start(uint8_t *raw, uint32_t start);

#endif
