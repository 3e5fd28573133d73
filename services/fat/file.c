/* SPDX-License-Identifier: MIT */
/*
 * Open files: where their bytes are, reading and writing them.
 *
 * A file's chain has the clusters of its size before its entry says that size. What was read of the
 * chain is kept in the node as runs, which nobody needs to check: a chain changes here only.
 */
#include <string.h>

#include "bytes.h"
#include "cache.h"
#include "volume.h"

#define SIZE_MAX_BYTES 0xffffffffu
#define LOOK_AHEAD 64u /* clusters that a run is followed for at least */

static void note_change(struct fat_volume *vol, struct fat_node *node)
{
    struct fat_time now = volume_now(vol);
    node->write_time = now.time;
    node->write_date = now.date;
    node->attributes |= ATTRIBUTE_ARCHIVE;
    node_set_changed(vol, node);
}

/* The run that has cluster `index` of a file, or else the last one before it; NULL: none. */
static struct fat_run *nearest_run(struct fat_node *node, uint32_t index)
{
    struct fat_run *nearest = NULL;
    for (uint32_t i = 0; i < FAT_NODE_RUNS; i++) {
        struct fat_run *run = &node->runs[i];
        if (run->count != 0 && run->index <= index &&
            (nearest == NULL || run->index + run->count > nearest->index + nearest->count)) {
            nearest = run;
        }
    }
    return nearest;
}

/* Keeps a run, as a part of the one that it goes on from, if it does. */
static void keep_run(struct fat_node *node, struct fat_run *before, const struct fat_run *run)
{
    if (before != NULL && run->index <= before->index + before->count &&
        run->cluster - before->cluster == run->index - before->index) {
        uint32_t count = run->index + run->count - before->index;
        before->count = count > before->count ? count : before->count;
        return;
    }
    node->runs[node->next_run % FAT_NODE_RUNS] = *run;
    node->next_run++;
}

/* The clusters of a file from `index` on that follow each other. FAT_NOENT: it has none there;
 * *found is its last cluster then, with the count 0 if it has none at all. */
static enum fat_status find_run(struct fat_volume *vol, struct fat_node *node, uint32_t index,
                                uint32_t most, struct fat_run *found)
{
    struct fat_run *near = nearest_run(node, index);
    struct fat_run at = {0, node->start, 0};
    if (near != NULL && index - near->index < near->count) {
        uint32_t skip = index - near->index;
        *found = (struct fat_run){index, near->cluster + skip, near->count - skip};
        return FAT_OK;
    }
    if (near != NULL) {
        at = (struct fat_run){near->index + near->count - 1, near->cluster + near->count - 1, 0};
    } else if (node->start == 0) {
        *found = at;
        return FAT_NOENT;
    }
    for (;;) {
        uint32_t next, ahead = most > LOOK_AHEAD ? most : LOOK_AHEAD;
        enum fat_status status =
            table_run(vol, at.cluster, index - at.index + ahead, &at.count, &next);
        if (status != FAT_OK) {
            return status;
        }
        uint32_t skip = index - at.index;
        if (skip < at.count) {
            keep_run(node, near, &at);
            *found = (struct fat_run){index, at.cluster + skip, at.count - skip};
            return FAT_OK;
        }
        if (next == TABLE_END) {
            keep_run(node, near, &at);
            *found = (struct fat_run){at.index + at.count - 1, at.cluster + at.count - 1, 1};
            return FAT_NOENT;
        }
        at = (struct fat_run){at.index + at.count, next, 0};
    }
}

/* As find_run, but takes clusters at the file's end, `most` at most, if there are none yet. */
static enum fat_status make_run(struct fat_volume *vol, struct fat_node *node, uint32_t index,
                                uint32_t most, struct fat_run *found)
{
    for (;;) {
        enum fat_status status = find_run(vol, node, index, most, found);
        if (status != FAT_NOENT) {
            return status;
        }
        struct fat_run tail = *found, taken = {0, 0, 0};
        taken.index = tail.count == 0 ? 0 : tail.index + 1;
        uint32_t near = tail.count == 0 ? 0 : tail.cluster + 1;
        status = table_take(vol, near, index - taken.index + most, &taken.cluster, &taken.count);
        if (status == FAT_OK && tail.count != 0) {
            status = table_set(vol, tail.cluster, taken.cluster);
        }
        if (status != FAT_OK) {
            return status;
        }
        if (tail.count == 0) {
            node->start = taken.cluster;
            node_set_changed(vol, node);
        }
        keep_run(node, nearest_run(node, taken.index), &taken);
    }
}

/* A part of a transfer that lies in one run of clusters. */
struct piece {
    uint32_t sector;
    uint32_t offset;  /* in the sector */
    uint32_t sectors; /* whole ones; 0: a part of one */
    uint32_t bytes;
};

static void cut_piece(const struct fat_volume *vol, const struct fat_run *run, uint64_t offset,
                      uint64_t bytes, struct piece *piece)
{
    uint32_t in_cluster = (uint32_t)offset & ((1u << vol->cluster_shift) - 1);
    uint64_t left = ((uint64_t)run->count << vol->cluster_shift) - in_cluster;
    left = left < bytes ? left : bytes;
    piece->sector = table_sector_of(vol, run->cluster) + in_cluster / FAT_SECTOR_BYTES;
    piece->offset = in_cluster % FAT_SECTOR_BYTES;
    piece->sectors = piece->offset == 0 ? (uint32_t)(left / FAT_SECTOR_BYTES) : 0;
    uint32_t in_sector = FAT_SECTOR_BYTES - piece->offset;
    piece->bytes = piece->sectors != 0 ? piece->sectors * FAT_SECTOR_BYTES
                   : left < in_sector  ? (uint32_t)left
                                       : in_sector;
}

static uint32_t clusters_for(const struct fat_volume *vol, uint64_t offset, uint64_t bytes)
{
    uint64_t end = (offset + bytes + (1u << vol->cluster_shift) - 1) >> vol->cluster_shift;
    return (uint32_t)(end - (offset >> vol->cluster_shift));
}

enum fat_status fat_read(struct fat_volume *vol, fat_ref_t file, uint64_t offset, void *to,
                         size_t bytes, size_t *done)
{
    struct fat_node *node = node_at(vol, file);
    *done = 0;
    if (node == NULL || node_is_directory(node)) {
        return node == NULL ? FAT_STALE : FAT_ISDIR;
    }
    uint64_t end = offset >= node->size ? offset : node->size;
    bytes = bytes < end - offset ? bytes : (size_t)(end - offset);
    while (*done < bytes) {
        struct fat_run run;
        struct piece piece;
        const uint8_t *data;
        uint64_t at = offset + *done, left = bytes - *done;
        enum fat_status status = find_run(vol, node, (uint32_t)(at >> vol->cluster_shift),
                                          clusters_for(vol, at, left), &run);
        if (status != FAT_OK) {
            return status != FAT_NOENT
                       ? status
                       : table_corrupt(vol, "a file has fewer clusters than bytes", node->start);
        }
        cut_piece(vol, &run, at, left, &piece);
        if (piece.sectors != 0) {
            status = cache_read_run(vol, piece.sector, (uint8_t *)to + *done, piece.sectors);
        } else if ((status = cache_get(vol, piece.sector, &data)) == FAT_OK) {
            memcpy((uint8_t *)to + *done, data + piece.offset, piece.bytes);
        }
        if (status != FAT_OK) {
            return status;
        }
        *done += piece.bytes;
    }
    return FAT_OK;
}

/* How many of some sectors, the first ones, do not wait in the cache; contents alone can. */
static uint32_t count_settled(const struct fat_volume *vol, uint32_t sector, uint32_t count)
{
    uint32_t number = vol->dirty_first[CACHE_CONTENT];
    while (number != FAT_UNKNOWN) {
        const struct fat_slot *slot = &vol->memory.slots[number];
        count = slot->sector - sector < count ? slot->sector - sector : count;
        number = slot->next_dirty;
    }
    return count;
}

enum fat_status fat_locate(struct fat_volume *vol, fat_ref_t file, uint64_t offset, size_t bytes,
                           struct fat_extent *extent)
{
    struct fat_node *node = node_at(vol, file);
    struct fat_run run;
    *extent = (struct fat_extent){0};
    if (node == NULL || node_is_directory(node)) {
        return node == NULL ? FAT_STALE : FAT_ISDIR;
    }
    if (offset >= node->size || bytes == 0) {
        return FAT_OK;
    }
    uint64_t left = bytes < node->size - offset ? bytes : node->size - offset;
    enum fat_status status = find_run(vol, node, (uint32_t)(offset >> vol->cluster_shift),
                                      clusters_for(vol, offset, left), &run);
    if (status != FAT_OK) {
        return status != FAT_NOENT
                   ? status
                   : table_corrupt(vol, "a file has fewer clusters than bytes", node->start);
    }
    uint32_t in_cluster = (uint32_t)offset & ((1u << vol->cluster_shift) - 1);
    uint64_t in_run = ((uint64_t)run.count << vol->cluster_shift) - in_cluster;
    left = left < in_run ? left : in_run;
    extent->sector = table_sector_of(vol, run.cluster) + in_cluster / FAT_SECTOR_BYTES;
    extent->offset = in_cluster % FAT_SECTOR_BYTES;
    uint32_t wanted = (uint32_t)((extent->offset + left + FAT_SECTOR_BYTES - 1) / FAT_SECTOR_BYTES);
    uint32_t settled = count_settled(vol, extent->sector, wanted);
    extent->waits = settled == 0;
    uint64_t most = (uint64_t)(settled == 0 ? 1 : settled) * FAT_SECTOR_BYTES - extent->offset;
    extent->bytes = (uint32_t)(left < most ? left : most);
    return FAT_OK;
}

static enum fat_status write_piece(struct fat_volume *vol, const struct piece *piece,
                                   const uint8_t *from)
{
    uint8_t *data;
    if (piece->sectors != 0) {
        return from == NULL ? cache_zero_run(vol, piece->sector, piece->sectors)
                            : cache_write_run(vol, piece->sector, from, piece->sectors);
    }
    enum fat_status status = cache_change(vol, CACHE_CONTENT, piece->sector, &data);
    if (status == FAT_OK && from == NULL) {
        memset(data + piece->offset, 0, piece->bytes);
    } else if (status == FAT_OK) {
        memcpy(data + piece->offset, from, piece->bytes);
    }
    return status;
}

/* Writes bytes, or zeros (from == NULL), wherever in the file; it gets the clusters for that. */
static enum fat_status put_bytes(struct fat_volume *vol, struct fat_node *node, uint64_t offset,
                                 const uint8_t *from, uint64_t bytes, uint64_t *done)
{
    *done = 0;
    while (*done < bytes) {
        struct fat_run run;
        struct piece piece;
        uint64_t at = offset + *done, left = bytes - *done;
        enum fat_status status = make_run(vol, node, (uint32_t)(at >> vol->cluster_shift),
                                          clusters_for(vol, at, left), &run);
        if (status == FAT_OK) {
            cut_piece(vol, &run, at, left, &piece);
            status = write_piece(vol, &piece, from == NULL ? NULL : from + *done);
        }
        if (status != FAT_OK) {
            return status;
        }
        *done += piece.bytes;
    }
    return FAT_OK;
}

/* Ends the chain at the file's size. Its entry on the device must not say more than that. */
static enum fat_status cut_chain(struct fat_volume *vol, struct fat_node *node)
{
    struct fat_run last;
    uint32_t clusters = clusters_for(vol, 0, node->size), rest = node->start;
    if (rest == 0) {
        return FAT_OK;
    }
    if (clusters == 0) {
        node->start = 0;
        node_set_changed(vol, node);
        enum fat_status status = node_save(vol, node);
        memset(node->runs, 0, sizeof node->runs);
        return status != FAT_OK ? status : table_free(vol, rest);
    }
    enum fat_status status = find_run(vol, node, clusters - 1, 1, &last);
    if (status == FAT_OK) {
        status = table_follow(vol, last.cluster, &rest);
    }
    if (status == FAT_OK && rest != TABLE_END) {
        memset(node->runs, 0, sizeof node->runs);
        status = table_set(vol, last.cluster, TABLE_END);
        return status != FAT_OK ? status : table_free(vol, rest);
    }
    return status == FAT_NOENT
               ? table_corrupt(vol, "a file has fewer clusters than bytes", node->start)
               : status;
}

/* Makes a file longer by zeros; if there is no room it stays as long as it was. */
static enum fat_status lengthen(struct fat_volume *vol, struct fat_node *node, uint64_t size)
{
    uint64_t done;
    enum fat_status status = put_bytes(vol, node, node->size, NULL, size - node->size, &done);
    if (status == FAT_OK) {
        node->size = (uint32_t)size;
        note_change(vol, node);
        return FAT_OK;
    }
    enum fat_status cut = cut_chain(vol, node);
    return cut != FAT_OK ? cut : status;
}

/* The node of a file that may be written. */
static enum fat_status begin_write(struct fat_volume *vol, fat_ref_t file, struct fat_node **node)
{
    *node = node_at(vol, file);
    if (*node == NULL || node_is_directory(*node)) {
        return *node == NULL ? FAT_STALE : FAT_ISDIR;
    }
    if (((*node)->attributes & ATTRIBUTE_READ_ONLY) != 0) {
        return FAT_READONLY;
    }
    return volume_begin_change(vol);
}

static enum fat_status shorten(struct fat_volume *vol, struct fat_node *node, uint32_t size)
{
    node->size = size;
    note_change(vol, node);
    enum fat_status status = size == 0 ? FAT_OK : node_save(vol, node);
    return status != FAT_OK ? status : cut_chain(vol, node);
}

enum fat_status fat_write(struct fat_volume *vol, fat_ref_t file, uint64_t offset, const void *from,
                          size_t bytes, size_t *done)
{
    struct fat_node *node;
    uint64_t written = 0;
    *done = 0;
    enum fat_status status = begin_write(vol, file, &node);
    if (status != FAT_OK || bytes == 0) {
        return status;
    }
    if (offset >= SIZE_MAX_BYTES) {
        return FAT_BIG;
    }
    bool is_big = bytes > SIZE_MAX_BYTES - offset;
    bytes = is_big ? (size_t)(SIZE_MAX_BYTES - offset) : bytes;
    uint32_t size = node->size;
    if (offset > size) {
        status = lengthen(vol, node, offset);
    }
    if (status == FAT_OK) {
        status = put_bytes(vol, node, offset, from, bytes, &written);
        note_change(vol, node);
    }
    if (written != 0 && offset + written > node->size) {
        node->size = (uint32_t)(offset + written);
    }
    *done = (size_t)written;
    if (status == FAT_FULL && written == 0 && node->size > size) {
        enum fat_status shorter = shorten(vol, node, size);
        status = shorter != FAT_OK ? shorter : status;
    }
    return status == FAT_OK && is_big ? FAT_BIG : status;
}

enum fat_status fat_truncate(struct fat_volume *vol, fat_ref_t file, uint64_t size)
{
    struct fat_node *node;
    enum fat_status status = begin_write(vol, file, &node);
    if (status != FAT_OK || size > SIZE_MAX_BYTES) {
        return status != FAT_OK ? status : FAT_BIG;
    }
    if (size > node->size) {
        return lengthen(vol, node, size);
    }
    return size < node->size ? shorten(vol, node, (uint32_t)size) : FAT_OK;
}

enum fat_status fat_close(struct fat_volume *vol, fat_ref_t file)
{
    struct fat_node *node = node_at(vol, file);
    if (node == NULL || file == FAT_ROOT) {
        return node == NULL ? FAT_STALE : FAT_OK;
    }
    if (--node->references != 0) {
        return FAT_OK;
    }
    bool is_removed = node->is_removed != 0;
    uint32_t start = node->start;
    enum fat_status status = node_save(vol, node);
    node_release(vol, node);
    return !is_removed || start == 0 ? status : table_free(vol, start);
}

enum fat_status fat_save(struct fat_volume *vol, fat_ref_t file)
{
    struct fat_node *node = node_at(vol, file);
    return node == NULL ? FAT_STALE : node_save(vol, node);
}

static void fill_stat(const struct fat_node *node, struct fat_stat *stat)
{
    *stat = (struct fat_stat){
        .number = (uint64_t)node->place.sector * SLOTS_OF_SECTOR + node->place.offset / SLOT_BYTES,
        .size = node->size,
        .start = node->start,
        .written_s = time_to_seconds(node->write_date, node->write_time),
        .is_directory = node_is_directory(node),
        .is_read_only = (node->attributes & ATTRIBUTE_READ_ONLY) != 0,
    };
}

enum fat_status fat_stat(struct fat_volume *vol, fat_ref_t file, struct fat_stat *stat)
{
    const struct fat_node *node = node_at(vol, file);
    if (node == NULL) {
        return FAT_STALE;
    }
    fill_stat(node, stat);
    return FAT_OK;
}

enum fat_status fat_size(const struct fat_volume *vol, fat_ref_t file, uint64_t *size)
{
    const struct fat_node *node = node_at(vol, file);
    if (node == NULL) {
        return FAT_STALE;
    }
    *size = node->size;
    return FAT_OK;
}

enum fat_status fat_set_time(struct fat_volume *vol, fat_ref_t file, int64_t written_s)
{
    struct fat_node *node = node_at(vol, file);
    if (node == NULL || file == FAT_ROOT) {
        return node == NULL ? FAT_STALE : FAT_INVAL;
    }
    if (written_s < TIME_FIRST_S || written_s >= TIME_END_S) {
        return FAT_INVAL;
    }
    enum fat_status status = volume_begin_change(vol);
    if (status == FAT_OK) {
        struct fat_time time = time_from_seconds(written_s);
        node->write_time = time.time;
        node->write_date = time.date;
        node_set_changed(vol, node);
    }
    return status;
}

enum fat_status fat_next(struct fat_volume *vol, fat_ref_t directory, uint32_t *position,
                         struct fat_name *name)
{
    const struct fat_node *node = node_at(vol, directory);
    if (node == NULL || !node_is_directory(node)) {
        return node == NULL ? FAT_STALE : FAT_NOTDIR;
    }
    struct cursor cursor;
    dir_start(&cursor, node->start);
    cursor.slot = *position;
    for (;;) {
        struct dir_entry entry;
        struct fat_node told = {0};
        enum fat_status status = dir_next(vol, &cursor, &entry);
        if (status != FAT_OK) {
            return status;
        }
        *position = cursor.slot;
        if (dir_is_dots(&entry) || !name_print(&entry.name, name->text)) {
            continue;
        }
        const struct fat_node *open = node_of(vol, &entry);
        node_place(&told, &entry);
        node_fill_from(vol, &told, entry.raw);
        fill_stat(open != NULL ? open : &told, &name->stat);
        return FAT_OK;
    }
}
