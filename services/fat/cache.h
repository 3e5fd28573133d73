/* SPDX-License-Identifier: MIT */
/*
 * The sectors of a volume in memory.
 *
 * What is changed waits in memory, and is written in the order in which it was changed, contents of
 * files before structure. A sector of structure that waits is changed again only if none was
 * changed after it; otherwise all are written first. So no change reaches the device before an
 * earlier one.
 *
 * A pointer into a sector is good until the next call of a function of this file.
 */
#ifndef FAT_CACHE_H
#define FAT_CACHE_H

#include "fat.h"

enum cache_kind {
    CACHE_CONTENT,   /* of files */
    CACHE_STRUCTURE, /* all else; sectors of the table are written to each of its copies */
};

void cache_start(struct fat_volume *vol);

/* A sector, to be read. */
enum fat_status cache_get(struct fat_volume *vol, uint32_t sector, const uint8_t **data);

/* A sector, to be changed at once by the caller. */
enum fat_status cache_change(struct fat_volume *vol, enum cache_kind kind, uint32_t sector,
                             uint8_t **data);

/* Writes all that waits. */
enum fat_status cache_write_back(struct fat_volume *vol);

/* Takes over what waits in slots that another instance left, which was cut off anywhere; a change
 * that it may not have ended is taken back. *count: slots that wait. FAT_CORRUPT: it makes no
 * sense. */
enum fat_status cache_take_over(struct fat_volume *vol, uint32_t *count);

/* Contents of files, or of clusters that nothing refers to yet, past the cache: whole sectors. */
enum fat_status cache_read_run(struct fat_volume *vol, uint32_t sector, void *to, uint32_t count);
enum fat_status cache_write_run(struct fat_volume *vol, uint32_t sector, const void *from,
                                uint32_t count);

/* Writes sectors of zeros in the same way. */
enum fat_status cache_zero_run(struct fat_volume *vol, uint32_t sector, uint32_t count);

#endif
