/* SPDX-License-Identifier: MIT */
/*
 * Mending a volume that was not unmounted.
 *
 * First all is read and nothing is changed: each chain is claimed in a bitmap by the entry that
 * names it. Whatever is not as a cut may leave it ends that, and makes the volume read-only. Then
 * what a cut may leave is mended, by changes in the same order as everywhere: so a cut in between
 * leaves nothing else.
 */
#include <string.h>

#include "bytes.h"
#include "cache.h"
#include "volume.h"
#include "walk.h"

/* One of two entries that name the same chain. */
struct name_of_twin {
    uint32_t directory;
    struct dir_entry entry;
};

struct check {
    struct walk walk;
    struct dir_entry entry;
    /* The chain that two entries name, and these; 0: none. */
    uint32_t twin;
    struct name_of_twin names[2];
    uint32_t strayed; /* the directory whose ".." names another than where it was found; 0: none */
};

/* Marks a cluster as some entry's. False: it was already. */
static bool claim(struct fat_volume *vol, uint32_t cluster)
{
    uint8_t *byte = &vol->memory.bitmap[cluster / 8], bit = (uint8_t)(1u << cluster % 8);
    bool is_claimed = (*byte & bit) != 0;
    *byte |= bit;
    return !is_claimed;
}

static bool is_claimed(const struct fat_volume *vol, uint32_t cluster)
{
    return (vol->memory.bitmap[cluster / 8] >> cluster % 8 & 1) != 0;
}

/* Claims a chain that has this many clusters at least. */
static enum fat_status claim_chain(struct fat_volume *vol, uint32_t start, uint32_t wanted)
{
    uint32_t count = 0;
    for (uint32_t cluster = start; cluster != TABLE_END; count++) {
        uint32_t next;
        enum fat_status status = table_follow(vol, cluster, &next);
        if (status != FAT_OK) {
            return status;
        }
        if (!claim(vol, cluster)) {
            return table_corrupt(vol, "two files have the same cluster", cluster);
        }
        cluster = next;
    }
    return count >= wanted ? FAT_OK
                           : table_corrupt(vol, "a file has fewer clusters than bytes", start);
}

static uint32_t clusters_of(const struct fat_volume *vol, uint32_t bytes)
{
    return (uint32_t)(((uint64_t)bytes + (1u << vol->cluster_shift) - 1) >> vol->cluster_shift);
}

static bool is_directory(const struct dir_entry *entry)
{
    return (entry->raw[SLOT_ATTRIBUTES] & ATTRIBUTE_DIRECTORY) != 0;
}

static enum fat_status check_dots(struct fat_volume *vol, struct check *check)
{
    const struct walk *walk = &check->walk;
    const struct dir_entry *entry = &check->entry;
    uint32_t directory = walk_directory(walk), start = slot_start(vol, entry->raw);
    bool is_parent = entry->raw[1] == '.';
    if (walk->depth == 0 || entry->last_slot != (is_parent ? 1 : 0) || !is_directory(entry) ||
        (!is_parent && start != directory)) {
        return table_corrupt(vol, "an entry '.' or '..' is wrong", directory);
    }
    if (is_parent && start != volume_dots(vol, walk->at[walk->depth - 1].start)) {
        if (check->strayed != 0) {
            return table_corrupt(vol, "an entry '..' names another directory", directory);
        }
        check->strayed = directory;
    }
    return FAT_OK;
}

/* A directory begins with its two entries. */
static enum fat_status check_start(struct fat_volume *vol, uint32_t directory)
{
    const uint8_t *data;
    enum fat_status status = cache_get(vol, table_sector_of(vol, directory), &data);
    if (status == FAT_OK && (memcmp(data, ".          ", NAME_SHORT_BYTES) != 0 ||
                             memcmp(data + SLOT_BYTES, "..         ", NAME_SHORT_BYTES) != 0)) {
        return table_corrupt(vol, "a directory does not begin with '.' and '..'", directory);
    }
    return status;
}

static enum fat_status check_entry(struct fat_volume *vol, struct check *check)
{
    const struct dir_entry *entry = &check->entry;
    uint32_t start = slot_start(vol, entry->raw), size = get32(entry->raw + SLOT_SIZE);
    if (dir_is_dots(entry)) {
        return check_dots(vol, check);
    }
    if (start == 0 && size == 0 && !is_directory(entry)) {
        return FAT_OK;
    }
    if (!table_has(vol, start)) {
        return table_corrupt(vol, "an entry names a cluster that the volume does not have", start);
    }
    if (is_claimed(vol, start)) {
        if (check->twin != 0) {
            return table_corrupt(vol, "more than two entries name chains that others name", start);
        }
        check->twin = start;
        return FAT_OK;
    }
    enum fat_status status =
        claim_chain(vol, start, is_directory(entry) ? 1 : clusters_of(vol, size));
    if (status != FAT_OK || !is_directory(entry)) {
        return status;
    }
    if (size != 0) {
        return table_corrupt(vol, "a directory has a size", start);
    }
    status = check_start(vol, start);
    return status != FAT_OK ? status : walk_enter(vol, &check->walk, start);
}

static enum fat_status check_all(struct fat_volume *vol, struct check *check)
{
    memset(vol->memory.bitmap, 0, vol->cluster_end / 8 + 1);
    walk_start(&check->walk, volume_root(vol));
    enum fat_status status = vol->is_fat32 ? claim_chain(vol, vol->root_cluster, 1) : FAT_OK;
    while (status == FAT_OK) {
        status = walk_next(vol, &check->walk, &check->entry);
        if (status == FAT_OK) {
            status = check_entry(vol, check);
        } else if (status == FAT_NOENT) {
            status = walk_leave(&check->walk) ? FAT_OK : FAT_NOENT;
        }
    }
    if (status == FAT_NOENT && check->strayed != 0 && check->strayed != check->twin) {
        return table_corrupt(vol, "an entry '..' names another directory", check->strayed);
    }
    return status == FAT_NOENT ? FAT_OK : status;
}

/* Finds the first two of the entries that name the twin, and counts all. Does not enter it. */
static enum fat_status find_twins(struct fat_volume *vol, struct check *check, uint32_t *count)
{
    enum fat_status status = FAT_OK;
    struct dir_entry *entry = &check->entry;
    *count = 0;
    walk_start(&check->walk, volume_root(vol));
    while (status == FAT_OK) {
        status = walk_next(vol, &check->walk, entry);
        if (status == FAT_NOENT) {
            status = walk_leave(&check->walk) ? FAT_OK : FAT_NOENT;
        } else if (status == FAT_OK && !dir_is_dots(entry)) {
            uint32_t start = slot_start(vol, entry->raw);
            if (start == check->twin) {
                if (*count < 2) {
                    check->names[*count].directory = walk_directory(&check->walk);
                    check->names[*count].entry = *entry;
                }
                ++*count;
            } else if (is_directory(entry)) {
                status = walk_enter(vol, &check->walk, start);
            }
        }
    }
    return status == FAT_NOENT ? FAT_OK : status;
}

static enum fat_status set_parent(struct fat_volume *vol, uint32_t directory, uint32_t parent)
{
    uint8_t *data;
    enum fat_status status =
        cache_change(vol, CACHE_STRUCTURE, table_sector_of(vol, directory), &data);
    if (status == FAT_OK) {
        slot_set_start(data + SLOT_BYTES, volume_dots(vol, parent));
    }
    return status;
}

/* A chain, which has an end, has the clusters of a file's size. A file that was written and is
 * renamed has its new size under the new name only. */
static enum fat_status measure_chain(struct fat_volume *vol, uint32_t start, uint32_t size)
{
    uint32_t cluster = start;
    for (uint32_t left = clusters_of(vol, size); left != 0; left--) {
        if (cluster == TABLE_END) {
            return table_corrupt(vol, "a file has fewer clusters than bytes", start);
        }
        enum fat_status status = table_follow(vol, cluster, &cluster);
        if (status != FAT_OK) {
            return status;
        }
    }
    return FAT_OK;
}

/* Two entries and no more name the twin, both as files that fit it, or as directories. */
static enum fat_status check_twins(struct fat_volume *vol, struct check *check)
{
    const struct name_of_twin *names = check->names;
    uint32_t count;
    enum fat_status status = find_twins(vol, check, &count);
    if (status != FAT_OK) {
        return status;
    }
    if (count != 2 || is_directory(&names[0].entry) != is_directory(&names[1].entry)) {
        return table_corrupt(vol, "two files have the same cluster", check->twin);
    }
    for (int i = 0; i < 2 && status == FAT_OK; i++) {
        status = measure_chain(vol, check->twin, get32(names[i].entry.raw + SLOT_SIZE));
    }
    return status;
}

/* Of two names of one chain, the old one goes: the one without a date of access (names.c). */
static enum fat_status mend_twins(struct fat_volume *vol, const struct check *check)
{
    uint32_t old = get16(check->names[0].entry.raw + SLOT_ACCESS_DATE) == 0 ? 0 : 1;
    const struct name_of_twin *name = &check->names[old];
    enum fat_status status = FAT_OK;
    if (is_directory(&name->entry)) {
        status = set_parent(vol, check->twin, check->names[1 - old].directory);
    }
    return status != FAT_OK
               ? status
               : dir_clear(vol, name->directory, name->entry.first_slot, name->entry.last_slot);
}

static enum fat_status mend_copies(struct fat_volume *vol)
{
    uint8_t copy[FAT_SECTOR_BYTES];
    for (uint32_t i = 0; vol->table_copies == 2 && i < vol->table_sectors; i++) {
        const uint8_t *data;
        uint32_t sector = vol->table_start + vol->table_sectors + i;
        enum fat_status status = cache_get(vol, vol->table_start + i, &data);
        if (status != FAT_OK || vol->device.read(vol->device.context, sector, copy, 1) != 0) {
            return status != FAT_OK ? status : FAT_IO;
        }
        if (memcmp(copy, data, sizeof copy) != 0 &&
            vol->device.write(vol->device.context, sector, data, 1) != 0) {
            return FAT_IO;
        }
    }
    return FAT_OK;
}

/* Cuts what a chain has behind its file's last cluster. */
static enum fat_status mend_length(struct fat_volume *vol, const struct dir_entry *entry)
{
    uint32_t size = get32(entry->raw + SLOT_SIZE), cluster = slot_start(vol, entry->raw), next;
    uint8_t *data;
    enum fat_status status;
    if (cluster == 0) {
        return FAT_OK;
    }
    if (size == 0) {
        status = cache_change(vol, CACHE_STRUCTURE, entry->sector, &data);
        if (status == FAT_OK) {
            slot_set_start(data + entry->offset, 0);
            status = table_free(vol, cluster);
        }
        return status;
    }
    for (uint32_t i = clusters_of(vol, size); --i != 0; cluster = next) {
        status = table_follow(vol, cluster, &next);
        if (status != FAT_OK) {
            return status;
        }
    }
    status = table_follow(vol, cluster, &next);
    if (status != FAT_OK || next == TABLE_END) {
        return status;
    }
    status = table_set(vol, cluster, TABLE_END);
    return status != FAT_OK ? status : table_free(vol, next);
}

/* Removes the parts of long names between slots. */
static enum fat_status mend_orphans(struct fat_volume *vol, uint32_t directory,
                                    const struct dir_entry *entry)
{
    struct cursor cursor;
    dir_start(&cursor, directory);
    for (cursor.slot = entry->orphan_slot; cursor.slot < entry->first_slot; cursor.slot++) {
        uint32_t sector, offset;
        const uint8_t *data;
        enum fat_status status = dir_locate(vol, &cursor, &sector, &offset);
        if (status == FAT_OK) {
            status = cache_get(vol, sector, &data);
        }
        if (status == FAT_OK && data[offset] != SLOT_IS_FREE &&
            (data[offset + SLOT_ATTRIBUTES] & ATTRIBUTES_ALL) == ATTRIBUTES_LONG) {
            status = dir_clear(vol, directory, cursor.slot, cursor.slot);
        }
        if (status != FAT_OK) {
            return status;
        }
    }
    return FAT_OK;
}

static enum fat_status mend_entries(struct fat_volume *vol, struct check *check)
{
    struct dir_entry *entry = &check->entry;
    enum fat_status status = FAT_OK;
    walk_start(&check->walk, volume_root(vol));
    while (status == FAT_OK) {
        status = walk_next(vol, &check->walk, entry);
        if (status == FAT_OK || status == FAT_NOENT) {
            enum fat_status mended = mend_orphans(vol, walk_directory(&check->walk), entry);
            status = mended != FAT_OK ? mended : status;
        }
        if (status == FAT_NOENT) {
            status = walk_leave(&check->walk) ? FAT_OK : FAT_NOENT;
        } else if (status == FAT_OK && is_directory(entry) && !dir_is_dots(entry)) {
            status = walk_enter(vol, &check->walk, slot_start(vol, entry->raw));
        } else if (status == FAT_OK && !is_directory(entry)) {
            status = mend_length(vol, entry);
        }
    }
    return status == FAT_NOENT ? FAT_OK : status;
}

/* Frees clusters that no entry's chain has. */
static enum fat_status mend_clusters(struct fat_volume *vol)
{
    for (uint32_t cluster = 2; cluster < vol->cluster_end; cluster++) {
        uint32_t value;
        enum fat_status status = FAT_OK;
        if (!is_claimed(vol, cluster)) {
            status = table_get(vol, cluster, &value);
            if (status == FAT_OK && value != TABLE_FREE && value != TABLE_BAD) {
                status = table_set(vol, cluster, TABLE_FREE);
            }
        }
        if (status != FAT_OK) {
            return status;
        }
    }
    return FAT_OK;
}

enum fat_status check_volume(struct fat_volume *vol)
{
    struct check check;
    if (vol->memory.bitmap_bytes < vol->cluster_end / 8 + 1) {
        vol->reason = "it was not unmounted, and there is too little memory to check it";
        return FAT_OK;
    }
    check.twin = 0;
    check.strayed = 0;
    enum fat_status status = check_all(vol, &check);
    if (status == FAT_OK && check.twin != 0) {
        status = check_twins(vol, &check);
    }
    if (status == FAT_OK) {
        status = volume_begin_change(vol);
    }
    if (status == FAT_OK) {
        status = mend_copies(vol);
    }
    if (status == FAT_OK && check.twin != 0) {
        status = mend_twins(vol, &check);
    }
    if (status == FAT_OK) {
        status = mend_entries(vol, &check);
    }
    if (status == FAT_OK) {
        status = mend_clusters(vol);
    }
    if (status == FAT_OK) {
        status = table_count(vol);
    }
    return status != FAT_OK ? status : cache_write_back(vol);
}
