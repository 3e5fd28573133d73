/* SPDX-License-Identifier: MIT */
/*
 * Entries have 32 bits, of which 28 count, or 16 ([FAT] "FAT Data Structure").
 */
#include "table.h"

#include "bytes.h"
#include "cache.h"

#define VALUE_MASK 0x0fffffffu
#define END_FIRST 0x0ffffff8u

enum fat_status table_corrupt(struct fat_volume *vol, const char *reason, uint32_t cluster)
{
    if (vol->reason == NULL) {
        vol->reason = reason;
        vol->reason_cluster = cluster;
    }
    vol->is_torn = true;
    return FAT_CORRUPT;
}

static uint32_t entry_shift(const struct fat_volume *vol)
{
    return vol->is_fat32 ? 2 : 1;
}

static uint32_t entries_of_sector(const struct fat_volume *vol)
{
    return FAT_SECTOR_BYTES >> entry_shift(vol);
}

static uint32_t sector_of_entry(const struct fat_volume *vol, uint32_t cluster)
{
    return vol->table_start + cluster / entries_of_sector(vol);
}

static uint32_t decode(const struct fat_volume *vol, const uint8_t *data, uint32_t cluster)
{
    const uint8_t *at = data + (cluster % entries_of_sector(vol) << entry_shift(vol));
    uint32_t value;
    if (vol->is_fat32) {
        value = get32(at) & VALUE_MASK;
    } else {
        value = get16(at);
        value |= value >= 0xfff7 ? 0x0fff0000u : 0;
    }
    return value >= END_FIRST ? TABLE_END : value;
}

enum fat_status table_get(struct fat_volume *vol, uint32_t cluster, uint32_t *value)
{
    const uint8_t *data;
    enum fat_status status = cache_get(vol, sector_of_entry(vol, cluster), &data);
    if (status == FAT_OK) {
        *value = decode(vol, data, cluster);
    }
    return status;
}

enum fat_status table_set(struct fat_volume *vol, uint32_t cluster, uint32_t value)
{
    uint8_t *data;
    enum fat_status status =
        cache_change(vol, CACHE_STRUCTURE, sector_of_entry(vol, cluster), &data);
    if (status != FAT_OK) {
        return status;
    }
    bool was_free = decode(vol, data, cluster) == TABLE_FREE;
    uint8_t *at = data + (cluster % entries_of_sector(vol) << entry_shift(vol));
    if (vol->is_fat32) {
        put32(at, (get32(at) & ~VALUE_MASK) | value);
    } else {
        put16(at, (uint16_t)value);
    }
    if (value == TABLE_FREE && !was_free) {
        vol->has_freed = true;
        vol->free_clusters += vol->free_clusters != FAT_UNKNOWN;
    } else if (value != TABLE_FREE && was_free) {
        vol->free_clusters -= vol->free_clusters != FAT_UNKNOWN && vol->free_clusters != 0;
    }
    return FAT_OK;
}

static enum fat_status check_next(struct fat_volume *vol, uint32_t cluster, uint32_t next)
{
    if (next != TABLE_END && !table_has(vol, next)) {
        return table_corrupt(vol, "a chain of clusters leads to one that is not in use", cluster);
    }
    return FAT_OK;
}

enum fat_status table_follow(struct fat_volume *vol, uint32_t cluster, uint32_t *next)
{
    if (!table_has(vol, cluster)) {
        return table_corrupt(vol, "an entry names a cluster that the volume does not have",
                             cluster);
    }
    enum fat_status status = table_get(vol, cluster, next);
    return status != FAT_OK ? status : check_next(vol, cluster, *next);
}

enum fat_status table_run(struct fat_volume *vol, uint32_t cluster, uint32_t most, uint32_t *count,
                          uint32_t *next)
{
    if (!table_has(vol, cluster)) {
        return table_corrupt(vol, "an entry names a cluster that the volume does not have",
                             cluster);
    }
    *count = 0;
    for (;;) {
        const uint8_t *data;
        enum fat_status status = cache_get(vol, sector_of_entry(vol, cluster), &data);
        if (status != FAT_OK) {
            return status;
        }
        do {
            *next = decode(vol, data, cluster);
            ++*count;
            if (*count == most || *next != cluster + 1) {
                return check_next(vol, cluster, *next);
            }
            cluster++;
            if (cluster == vol->cluster_end) {
                return check_next(vol, cluster - 1, *next);
            }
        } while (cluster % entries_of_sector(vol) != 0);
    }
}

/* The first free cluster from `from` on, before `end`; `end` if there is none. */
static enum fat_status find_free(struct fat_volume *vol, uint32_t from, uint32_t end,
                                 uint32_t *found)
{
    uint32_t cluster = from;
    while (cluster < end) {
        const uint8_t *data;
        enum fat_status status = cache_get(vol, sector_of_entry(vol, cluster), &data);
        if (status != FAT_OK) {
            return status;
        }
        do {
            if (decode(vol, data, cluster) == TABLE_FREE) {
                *found = cluster;
                return FAT_OK;
            }
            cluster++;
        } while (cluster < end && cluster % entries_of_sector(vol) != 0);
    }
    *found = end;
    return FAT_OK;
}

/* How many free clusters follow each other from one that is free. */
static enum fat_status measure_free(struct fat_volume *vol, uint32_t first, uint32_t most,
                                    uint32_t *count)
{
    *count = 1;
    while (*count < most && first + *count < vol->cluster_end) {
        uint32_t value;
        enum fat_status status = table_get(vol, first + *count, &value);
        if (status != FAT_OK || value != TABLE_FREE) {
            return status;
        }
        ++*count;
    }
    return FAT_OK;
}

static enum fat_status find_free_from(struct fat_volume *vol, uint32_t near, uint32_t *first)
{
    uint32_t from = table_has(vol, near) ? near : 2;
    enum fat_status status = find_free(vol, from, vol->cluster_end, first);
    if (status == FAT_OK && *first == vol->cluster_end) {
        status = find_free(vol, 2, from, first);
        if (status == FAT_OK && *first == from) {
            return FAT_FULL;
        }
    }
    return status;
}

enum fat_status table_take(struct fat_volume *vol, uint32_t near, uint32_t most, uint32_t *first,
                           uint32_t *count)
{
    uint32_t value = TABLE_BAD;
    enum fat_status status = table_has(vol, near) ? table_get(vol, near, &value) : FAT_OK;
    if (status == FAT_OK) {
        status = find_free_from(vol, value == TABLE_FREE ? near : vol->next_free, first);
    }
    if (status == FAT_OK) {
        status = measure_free(vol, *first, most, count);
    }
    if (status != FAT_OK) {
        return status;
    }
    uint32_t next = TABLE_END;
    for (uint32_t i = *count; i-- != 0; next = *first + i) {
        status = table_set(vol, *first + i, next);
        if (status != FAT_OK) {
            return status;
        }
    }
    vol->next_free = *first + *count;
    return FAT_OK;
}

enum fat_status table_free(struct fat_volume *vol, uint32_t first)
{
    for (uint32_t cluster = first; cluster != TABLE_END;) {
        uint32_t next;
        enum fat_status status = table_follow(vol, cluster, &next);
        if (status == FAT_OK) {
            status = table_set(vol, cluster, TABLE_FREE);
        }
        if (status != FAT_OK) {
            return status;
        }
        cluster = next;
    }
    return FAT_OK;
}

enum fat_status table_count(struct fat_volume *vol)
{
    uint32_t free = 0;
    for (uint32_t cluster = 2; cluster < vol->cluster_end;) {
        const uint8_t *data;
        enum fat_status status = cache_get(vol, sector_of_entry(vol, cluster), &data);
        if (status != FAT_OK) {
            return status;
        }
        do {
            free += decode(vol, data, cluster) == TABLE_FREE;
            cluster++;
        } while (cluster < vol->cluster_end && cluster % entries_of_sector(vol) != 0);
    }
    vol->free_clusters = free;
    vol->free_is_counted = true;
    return FAT_OK;
}
