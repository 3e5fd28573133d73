/* SPDX-License-Identifier: MIT */
/*
 * The file allocation table: for each cluster the one that follows it in its file.
 *
 * No change makes a cluster that is in use lead to one that is not: a chain is made from its end,
 * and taken apart from its start after nothing leads to it any more.
 */
#ifndef FAT_TABLE_H
#define FAT_TABLE_H

#include "fat.h"

/* What an entry says, in the terms of FAT32. All from TABLE_BAD on is not a cluster. */
#define TABLE_FREE 0u
#define TABLE_BAD 0x0ffffff7u
#define TABLE_END 0x0fffffffu

/* The volume contradicts itself: nothing will be changed any more. Returns FAT_CORRUPT. */
enum fat_status table_corrupt(struct fat_volume *vol, const char *reason, uint32_t cluster);

static inline bool table_has(const struct fat_volume *vol, uint32_t cluster)
{
    return cluster >= 2 && cluster < vol->cluster_end;
}

static inline uint32_t table_sector_of(const struct fat_volume *vol, uint32_t cluster)
{
    return vol->data_start + (cluster - 2) * vol->cluster_sectors;
}

/* The entry of a cluster; ends of chains come as TABLE_END. */
enum fat_status table_get(struct fat_volume *vol, uint32_t cluster, uint32_t *value);
enum fat_status table_set(struct fat_volume *vol, uint32_t cluster, uint32_t value);

/* The cluster behind one that is in use, or TABLE_END. FAT_CORRUPT: it leads nowhere. */
enum fat_status table_follow(struct fat_volume *vol, uint32_t cluster, uint32_t *next);

/* How many clusters, `most` at most, lead each to the one behind it, from one on: 1 at least; and
 * what the last of them leads to. */
enum fat_status table_run(struct fat_volume *vol, uint32_t cluster, uint32_t most, uint32_t *count,
                          uint32_t *next);

/* Takes free clusters that follow each other, 1 to `most`, the first of them `near` if it is free,
 * and makes a chain of them. FAT_FULL: none is free. */
enum fat_status table_take(struct fat_volume *vol, uint32_t near, uint32_t most, uint32_t *first,
                           uint32_t *count);

/* Frees a chain that nothing leads to. */
enum fat_status table_free(struct fat_volume *vol, uint32_t first);

/* Counts what is free. */
enum fat_status table_count(struct fat_volume *vol);

#endif
