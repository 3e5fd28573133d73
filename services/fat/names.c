/* SPDX-License-Identifier: MIT */
/*
 * Making, removing and renaming: the operations on entries.
 *
 * A chain is there before the entry that names it, and is freed after no entry names it any more. A
 * file that is renamed has both names for a moment: the old one has no date of access meanwhile,
 * which tells them apart (check.c).
 */
#include <string.h>

#include "bytes.h"
#include "cache.h"
#include "volume.h"
#include "walk.h"

#define ACCESS_NONE 0u

/* The open directory of a number. */
static enum fat_status open_directory(const struct fat_volume *vol, fat_ref_t ref,
                                      struct fat_node **directory)
{
    *directory = node_at(vol, ref);
    if (*directory == NULL) {
        return FAT_STALE;
    }
    if (!node_is_directory(*directory)) {
        return FAT_NOTDIR;
    }
    return (*directory)->is_removed ? FAT_NOENT : FAT_OK;
}

static enum fat_status look_up(struct fat_volume *vol, fat_ref_t ref, const char *text,
                               struct fat_node **directory, struct name_units *name,
                               struct dir_entry *entry)
{
    enum fat_status status = open_directory(vol, ref, directory);
    if (status == FAT_OK) {
        status = name_parse(text, name);
    }
    return status != FAT_OK ? status : dir_find(vol, (*directory)->start, name, entry);
}

static void make_raw(const struct fat_volume *vol, uint8_t attributes, uint32_t start, uint8_t *raw)
{
    struct fat_time now = volume_now(vol);
    memset(raw, 0, SLOT_BYTES);
    raw[SLOT_ATTRIBUTES] = attributes;
    raw[SLOT_MADE_TENTHS] = now.tenths;
    put16(raw + SLOT_MADE_TIME, now.time);
    put16(raw + SLOT_MADE_DATE, now.date);
    put16(raw + SLOT_ACCESS_DATE, now.date);
    put16(raw + SLOT_WRITE_TIME, now.time);
    put16(raw + SLOT_WRITE_DATE, now.date);
    slot_set_start(raw, start);
}

enum fat_status fat_open(struct fat_volume *vol, fat_ref_t directory, const char *text,
                         unsigned flags, fat_ref_t *file)
{
    struct fat_node *parent;
    struct name_units name;
    struct dir_entry entry;
    enum fat_status status = look_up(vol, directory, text, &parent, &name, &entry);
    if (status == FAT_OK && (flags & FAT_EXCLUSIVE) != 0) {
        return FAT_EXISTS;
    }
    if (status == FAT_NOENT && (flags & FAT_CREATE) != 0 && !parent->is_removed) {
        uint8_t raw[SLOT_BYTES];
        status = volume_begin_change(vol);
        if (status == FAT_OK) {
            make_raw(vol, ATTRIBUTE_ARCHIVE, 0, raw);
            status = dir_add(vol, parent->start, &name, raw, &entry);
        }
    }
    return status != FAT_OK ? status : node_open(vol, &entry, file);
}

/* The directory that one lies in, by its "..". */
static enum fat_status parent_of(struct fat_volume *vol, uint32_t directory, uint32_t *parent)
{
    const uint8_t *data;
    if (!table_has(vol, directory)) {
        return table_corrupt(vol, "a directory has no cluster", directory);
    }
    enum fat_status status = cache_get(vol, table_sector_of(vol, directory), &data);
    if (status != FAT_OK) {
        return status;
    }
    if (memcmp(data + SLOT_BYTES, "..         ", NAME_SHORT_BYTES) != 0) {
        return table_corrupt(vol, "a directory does not tell where it lies", directory);
    }
    *parent = slot_start(vol, data + SLOT_BYTES);
    *parent = *parent == 0 ? volume_root(vol) : *parent;
    return FAT_OK;
}

/* How deep a directory lies; FAT_INVAL if it lies in another one, or is that one (0: none). */
static enum fat_status measure_depth(struct fat_volume *vol, uint32_t directory, uint32_t other,
                                     uint32_t *depth)
{
    for (*depth = 0; directory != volume_root(vol); ++*depth) {
        if (directory == other) {
            return FAT_INVAL;
        }
        if (*depth > FAT_DEPTH_MAX) {
            return table_corrupt(vol, "directories lie too deep in each other", directory);
        }
        enum fat_status status = parent_of(vol, directory, &directory);
        if (status != FAT_OK) {
            return status;
        }
    }
    return FAT_OK;
}

/* How deep the deepest directory lies below one. */
static enum fat_status measure_height(struct fat_volume *vol, uint32_t directory, uint32_t *height)
{
    struct walk walk;
    struct dir_entry entry;
    *height = 0;
    walk_start(&walk, directory);
    do {
        enum fat_status status;
        while ((status = walk_next(vol, &walk, &entry)) == FAT_OK) {
            if ((entry.raw[SLOT_ATTRIBUTES] & ATTRIBUTE_DIRECTORY) != 0 && !dir_is_dots(&entry)) {
                status = walk_enter(vol, &walk, slot_start(vol, entry.raw));
                if (status != FAT_OK) {
                    return status;
                }
                *height = walk.depth > *height ? walk.depth : *height;
            }
        }
        if (status != FAT_NOENT) {
            return status;
        }
    } while (walk_leave(&walk));
    return FAT_OK;
}

/* Fills a new directory's cluster, which is zero, with its first two entries. */
static enum fat_status write_dots(struct fat_volume *vol, uint32_t cluster, uint32_t parent)
{
    uint8_t *data;
    enum fat_status status =
        cache_change(vol, CACHE_STRUCTURE, table_sector_of(vol, cluster), &data);
    if (status == FAT_OK) {
        make_raw(vol, ATTRIBUTE_DIRECTORY, cluster, data);
        make_raw(vol, ATTRIBUTE_DIRECTORY, volume_dots(vol, parent), data + SLOT_BYTES);
        memcpy(data, ".          ", NAME_SHORT_BYTES);
        memcpy(data + SLOT_BYTES, "..         ", NAME_SHORT_BYTES);
    }
    return status;
}

enum fat_status fat_make_directory(struct fat_volume *vol, fat_ref_t directory, const char *text)
{
    struct fat_node *parent;
    struct name_units name;
    struct dir_entry entry;
    uint32_t cluster, depth;
    enum fat_status status = look_up(vol, directory, text, &parent, &name, &entry);
    if (status != FAT_NOENT || parent->is_removed) {
        return status == FAT_OK ? FAT_EXISTS : status;
    }
    status = measure_depth(vol, parent->start, 0, &depth);
    if (status == FAT_OK && depth >= FAT_DEPTH_MAX) {
        status = FAT_LONG;
    }
    if (status == FAT_OK) {
        status = volume_begin_change(vol);
    }
    if (status == FAT_OK) {
        status = dir_take_cluster(vol, vol->next_free, &cluster);
    }
    if (status != FAT_OK) {
        return status;
    }
    uint8_t raw[SLOT_BYTES];
    make_raw(vol, ATTRIBUTE_DIRECTORY, cluster, raw);
    status = write_dots(vol, cluster, parent->start);
    if (status == FAT_OK) {
        status = dir_add(vol, parent->start, &name, raw, &entry);
    }
    if (status == FAT_FULL || status == FAT_DIRFULL) {
        enum fat_status freed = table_free(vol, cluster);
        return freed != FAT_OK ? freed : status;
    }
    return status;
}

/* After an operation that must not end half-way did: what is known of open files may not be true.
 */
static enum fat_status half_done(struct fat_volume *vol, enum fat_status status)
{
    if (status == FAT_IO) {
        table_corrupt(vol, "the device failed in the middle of a change", 0);
    }
    return status;
}

/* A chain that no entry names any more: an open file keeps it until it is closed. */
static enum fat_status let_go(struct fat_volume *vol, struct fat_node *node, uint32_t start)
{
    if (node != NULL) {
        node_remove(vol, node);
        return FAT_OK;
    }
    return start == 0 ? FAT_OK : table_free(vol, start);
}

static enum fat_status remove_entry(struct fat_volume *vol, uint32_t directory,
                                    const struct dir_entry *entry)
{
    struct fat_node *node = node_of(vol, entry);
    enum fat_status status = volume_begin_change(vol);
    if (status == FAT_OK) {
        status = dir_clear(vol, directory, entry->first_slot, entry->last_slot);
    }
    return status != FAT_OK ? half_done(vol, status)
                            : let_go(vol, node, slot_start(vol, entry->raw));
}

static bool is_directory(const struct dir_entry *entry)
{
    return (entry->raw[SLOT_ATTRIBUTES] & ATTRIBUTE_DIRECTORY) != 0;
}

enum fat_status fat_remove(struct fat_volume *vol, fat_ref_t directory, const char *text)
{
    struct fat_node *parent;
    struct name_units name;
    struct dir_entry entry;
    enum fat_status status = look_up(vol, directory, text, &parent, &name, &entry);
    if (status != FAT_OK || is_directory(&entry)) {
        return status != FAT_OK ? status : FAT_ISDIR;
    }
    return remove_entry(vol, parent->start, &entry);
}

static enum fat_status check_empty(struct fat_volume *vol, uint32_t directory)
{
    struct cursor cursor;
    struct dir_entry entry;
    enum fat_status status;
    dir_start(&cursor, directory);
    do {
        status = dir_next(vol, &cursor, &entry);
    } while (status == FAT_OK && dir_is_dots(&entry));
    return status == FAT_NOENT ? FAT_OK : status == FAT_OK ? FAT_NOTEMPTY : status;
}

enum fat_status fat_remove_directory(struct fat_volume *vol, fat_ref_t directory, const char *text)
{
    struct fat_node *parent;
    struct name_units name;
    struct dir_entry entry;
    enum fat_status status = look_up(vol, directory, text, &parent, &name, &entry);
    if (status != FAT_OK || !is_directory(&entry)) {
        return status != FAT_OK ? status : FAT_NOTDIR;
    }
    status = check_empty(vol, slot_start(vol, entry.raw));
    return status != FAT_OK ? status : remove_entry(vol, parent->start, &entry);
}

/* A renaming: what it moves, where it goes, and what it replaces there. */
struct move {
    struct fat_node *from, *to; /* the directories */
    struct dir_entry source, target;
    struct name_units name;
    bool has_target;
};

/* Writes into an entry that is there, whole, at once. */
static enum fat_status write_raw(struct fat_volume *vol, const struct dir_entry *entry,
                                 const uint8_t *raw)
{
    uint8_t *data;
    enum fat_status status = cache_change(vol, CACHE_STRUCTURE, entry->sector, &data);
    if (status == FAT_OK) {
        memcpy(data + entry->offset, raw, SLOT_BYTES);
    }
    return status;
}

/* What the entry under the new name says, and marks the old one. */
static enum fat_status begin_move(struct fat_volume *vol, struct move *move, uint8_t *raw)
{
    struct fat_node *node = node_of(vol, &move->source);
    memcpy(raw, move->source.raw, SLOT_BYTES);
    if (node != NULL) {
        node_fill(node, raw);
    }
    put16(raw + SLOT_ACCESS_DATE, volume_now(vol).date);
    put16(move->source.raw + SLOT_ACCESS_DATE, ACCESS_NONE);
    return write_raw(vol, &move->source, move->source.raw);
}

/* The new name: a new entry, or the one that is replaced, which keeps how its name is written. */
static enum fat_status write_target(struct fat_volume *vol, struct move *move, uint8_t *raw)
{
    if (!move->has_target) {
        return dir_add(vol, move->to->start, &move->name, raw, &move->target);
    }
    memcpy(raw, move->target.raw, NAME_SHORT_BYTES);
    raw[SLOT_CASE] = move->target.raw[SLOT_CASE];
    return write_raw(vol, &move->target, raw);
}

static enum fat_status write_parent(struct fat_volume *vol, uint32_t directory, uint32_t parent)
{
    uint8_t *data;
    enum fat_status status =
        cache_change(vol, CACHE_STRUCTURE, table_sector_of(vol, directory), &data);
    if (status == FAT_OK) {
        slot_set_start(data + SLOT_BYTES, volume_dots(vol, parent));
    }
    return status;
}

static enum fat_status perform_move(struct fat_volume *vol, struct move *move)
{
    uint8_t raw[SLOT_BYTES];
    struct fat_node *moved = node_of(vol, &move->source);
    struct fat_node *replaced = move->has_target ? node_of(vol, &move->target) : NULL;
    uint32_t freed = replaced != NULL ? replaced->start : slot_start(vol, move->target.raw);
    enum fat_status status = begin_move(vol, move, raw);
    if (status == FAT_OK) {
        status = write_target(vol, move, raw);
        if (status == FAT_FULL || status == FAT_DIRFULL) {
            put16(move->source.raw + SLOT_ACCESS_DATE, get16(raw + SLOT_ACCESS_DATE));
            enum fat_status undone = write_raw(vol, &move->source, move->source.raw);
            return undone != FAT_OK ? undone : status;
        }
    }
    if (status == FAT_OK && is_directory(&move->source) && move->from->start != move->to->start) {
        status = write_parent(vol, slot_start(vol, raw), move->to->start);
    }
    if (status == FAT_OK) {
        status = dir_clear(vol, move->from->start, move->source.first_slot, move->source.last_slot);
    }
    if (status != FAT_OK) {
        return half_done(vol, status);
    }
    if (moved != NULL) {
        node_move(vol, moved, &move->target);
        node_set_saved(vol, moved);
    }
    return move->has_target ? let_go(vol, replaced, freed) : FAT_OK;
}

/* Whether a directory may go where it should. */
static enum fat_status check_directory_move(struct fat_volume *vol, struct move *move)
{
    uint32_t start = slot_start(vol, move->source.raw), depth, height;
    enum fat_status status = measure_depth(vol, move->to->start, start, &depth);
    if (status == FAT_OK && move->from->start != move->to->start) {
        status = measure_height(vol, start, &height);
        if (status == FAT_OK && depth + 1 + height > FAT_DEPTH_MAX) {
            status = FAT_LONG;
        }
    }
    return status;
}

static enum fat_status check_target(struct fat_volume *vol, const struct move *move)
{
    if (is_directory(&move->source) != is_directory(&move->target)) {
        return is_directory(&move->source) ? FAT_NOTDIR : FAT_ISDIR;
    }
    return is_directory(&move->target) ? check_empty(vol, slot_start(vol, move->target.raw))
                                       : FAT_OK;
}

/* The name stays the same, but for its case. If that is in the case bits alone they change at once;
 * otherwise it gets another entry. */
static enum fat_status change_case(struct fat_volume *vol, struct move *move)
{
    uint8_t made[NAME_SHORT_BYTES], bits;
    if (!move->source.has_long && name_fits_short(&move->name, made, &bits) &&
        (bits & NAME_MIXED) == 0 && memcmp(made, move->source.raw, NAME_SHORT_BYTES) == 0) {
        move->source.raw[SLOT_CASE] = bits;
        uint8_t raw[SLOT_BYTES];
        struct fat_node *node = node_of(vol, &move->source);
        memcpy(raw, move->source.raw, SLOT_BYTES);
        if (node != NULL) {
            node_fill(node, raw);
            node_set_saved(vol, node);
        }
        return write_raw(vol, &move->source, raw);
    }
    move->has_target = false;
    return perform_move(vol, move);
}

enum fat_status fat_rename(struct fat_volume *vol, fat_ref_t from, const char *text, fat_ref_t to,
                           const char *new_text)
{
    struct move move;
    struct name_units old_name;
    enum fat_status status = look_up(vol, from, text, &move.from, &old_name, &move.source);
    if (status != FAT_OK) {
        return status;
    }
    status = look_up(vol, to, new_text, &move.to, &move.name, &move.target);
    if ((status != FAT_OK && status != FAT_NOENT) || move.to->is_removed) {
        return status;
    }
    move.has_target = status == FAT_OK;
    bool is_same = move.has_target && move.target.sector == move.source.sector &&
                   move.target.offset == move.source.offset;
    status = FAT_OK;
    if (is_directory(&move.source)) {
        status = check_directory_move(vol, &move);
    }
    if (status == FAT_OK && move.has_target && !is_same) {
        status = check_target(vol, &move);
    }
    if (status == FAT_OK) {
        status = volume_begin_change(vol);
    }
    if (status != FAT_OK) {
        return status;
    }
    return is_same ? change_case(vol, &move) : perform_move(vol, &move);
}
