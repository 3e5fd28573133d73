/* SPDX-License-Identifier: MIT */
/*
 * Reading slots in a row keeps the place in the chain; going back begins at the directory's start.
 */
#include "directory.h"

#include <string.h>

#include "bytes.h"
#include "cache.h"
#include "table.h"

#define PART_UNITS 13u /* of a name in one slot of a long name */
#define PARTS_MAX 20u
#define PART_LAST 0x40u   /* in the number of the part that is stored first */
#define PART_CHECKSUM 13u /* its offset */
#define UNIT_PADDING 0xffffu
#define TAIL_MAX 999999u

/* Where the units of a name are in a slot of a long name ([FAT] "Long Directory Entries"). */
static const uint8_t part_offsets[PART_UNITS] = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};

uint32_t slot_start(const struct fat_volume *vol, const uint8_t *raw)
{
    uint32_t high = vol->is_fat32 ? get16(raw + SLOT_CLUSTER_HIGH) : 0;
    return high << 16 | get16(raw + SLOT_CLUSTER_LOW);
}

void slot_set_start(uint8_t *raw, uint32_t start)
{
    put16(raw + SLOT_CLUSTER_HIGH, (uint16_t)(start >> 16));
    put16(raw + SLOT_CLUSTER_LOW, (uint16_t)start);
}

void dir_start(struct cursor *cursor, uint32_t directory)
{
    *cursor = (struct cursor){.start = directory};
}

static enum fat_status locate_in_chain(struct fat_volume *vol, struct cursor *cursor,
                                       uint32_t sector)
{
    uint32_t index = sector / vol->cluster_sectors;
    if (cursor->cluster == 0 || cursor->index > index) {
        cursor->cluster = cursor->start;
        cursor->index = 0;
        if (!table_has(vol, cursor->start)) {
            return table_corrupt(vol, "a directory has no cluster", cursor->start);
        }
    }
    while (cursor->index < index) {
        uint32_t next;
        enum fat_status status = table_follow(vol, cursor->cluster, &next);
        if (status != FAT_OK || next == TABLE_END) {
            return status != FAT_OK ? status : FAT_NOENT;
        }
        cursor->cluster = next;
        cursor->index++;
    }
    return FAT_OK;
}

enum fat_status dir_locate(struct fat_volume *vol, struct cursor *cursor, uint32_t *sector,
                           uint32_t *offset)
{
    uint32_t at = cursor->slot / SLOTS_OF_SECTOR;
    *offset = cursor->slot % SLOTS_OF_SECTOR * SLOT_BYTES;
    if (cursor->slot >= (cursor->start == 0 ? vol->root_slots : SLOTS_MAX)) {
        return FAT_NOENT;
    }
    if (cursor->start == 0) {
        *sector = vol->root_start + at;
        return FAT_OK;
    }
    enum fat_status status = locate_in_chain(vol, cursor, at);
    *sector = table_sector_of(vol, cursor->cluster) + at % vol->cluster_sectors;
    return status;
}

/* What is known of a long name while its parts are read. */
struct parts {
    uint32_t first_slot;
    uint8_t wanted; /* the number of the next part; 0: all are there */
    uint8_t checksum;
    bool is_whole; /* so far */
    uint32_t count;
    uint16_t units[PARTS_MAX * PART_UNITS];
};

static void take_part(struct parts *parts, const uint8_t *raw, uint32_t slot)
{
    uint8_t number = raw[0] & (PART_LAST - 1);
    if ((raw[0] & PART_LAST) != 0) {
        parts->first_slot = slot;
        parts->wanted = number;
        parts->checksum = raw[PART_CHECKSUM];
        parts->count = number * PART_UNITS;
        parts->is_whole = number >= 1 && number <= PARTS_MAX;
    }
    if (!parts->is_whole || number == 0 || number != parts->wanted ||
        raw[PART_CHECKSUM] != parts->checksum) {
        parts->is_whole = false;
        return;
    }
    parts->wanted--;
    for (uint32_t i = 0; i < PART_UNITS; i++) {
        parts->units[parts->wanted * PART_UNITS + i] = get16(raw + part_offsets[i]);
    }
}

static bool use_parts(const struct parts *parts, const uint8_t *raw, struct name_units *name)
{
    if (!parts->is_whole || parts->wanted != 0 || parts->checksum != name_checksum(raw)) {
        return false;
    }
    uint32_t count = 0;
    while (count < parts->count && parts->units[count] != 0) {
        count++;
    }
    if (count > FAT_NAME_UNITS) {
        return false;
    }
    name->count = count;
    memcpy(name->at, parts->units, count * sizeof *name->at);
    return true;
}

/* A slot with a short name ends an entry. */
static void finish_entry(const struct parts *parts, struct dir_entry *entry)
{
    char text[FAT_NAME_BYTES + 1];
    uint32_t orphan_slot = entry->orphan_slot;
    entry->has_long = use_parts(parts, entry->raw, &entry->name);
    entry->first_slot = entry->has_long ? parts->first_slot : entry->last_slot;
    entry->orphan_slot = orphan_slot < entry->first_slot ? orphan_slot : entry->first_slot;
    if (!entry->has_long || !name_print(&entry->name, text)) {
        name_from_short(entry->raw, entry->raw[SLOT_CASE], &entry->name);
    }
}

enum fat_status dir_next(struct fat_volume *vol, struct cursor *cursor, struct dir_entry *entry)
{
    struct parts parts = {.is_whole = false};
    entry->orphan_slot = UINT32_MAX;
    for (;; cursor->slot++) {
        const uint8_t *data;
        enum fat_status status = dir_locate(vol, cursor, &entry->sector, &entry->offset);
        if (status == FAT_OK) {
            status = cache_get(vol, entry->sector, &data);
        }
        entry->first_slot = cursor->slot;
        if (status != FAT_OK || data[entry->offset] == 0) {
            return status != FAT_OK ? status : FAT_NOENT;
        }
        const uint8_t *raw = data + entry->offset;
        if (raw[0] == SLOT_IS_FREE) {
            parts.is_whole = false;
        } else if ((raw[SLOT_ATTRIBUTES] & ATTRIBUTES_ALL) == ATTRIBUTES_LONG) {
            take_part(&parts, raw, cursor->slot);
            entry->orphan_slot =
                entry->orphan_slot < cursor->slot ? entry->orphan_slot : cursor->slot;
        } else if ((raw[SLOT_ATTRIBUTES] & ATTRIBUTE_LABEL) != 0) {
            parts.is_whole = false;
        } else {
            memcpy(entry->raw, raw, SLOT_BYTES);
            entry->last_slot = cursor->slot++;
            finish_entry(&parts, entry);
            return FAT_OK;
        }
    }
}

bool dir_is_dots(const struct dir_entry *entry)
{
    return memcmp(entry->raw, ".          ", NAME_SHORT_BYTES) == 0 ||
           memcmp(entry->raw, "..         ", NAME_SHORT_BYTES) == 0;
}

enum fat_status dir_find(struct fat_volume *vol, uint32_t directory, const struct name_units *name,
                         struct dir_entry *entry)
{
    struct cursor cursor;
    dir_start(&cursor, directory);
    for (;;) {
        enum fat_status status = dir_next(vol, &cursor, entry);
        if (status != FAT_OK) {
            return status;
        }
        if (dir_is_dots(entry)) {
            continue;
        }
        if (name_is_same(&entry->name, name)) {
            return FAT_OK;
        }
        if (entry->has_long) {
            struct name_units units;
            name_from_short(entry->raw, 0, &units);
            if (name_is_same(&units, name)) {
                return FAT_OK;
            }
        }
    }
}

/* The number n of a short name BASE~n.EXT; 0: it has none. */
static uint32_t tail_number(const uint8_t *raw)
{
    uint32_t end = 8, number = 0, scale = 1;
    while (end != 0 && raw[end - 1] == ' ') {
        end--;
    }
    while (end != 0 && raw[end - 1] >= '0' && raw[end - 1] <= '9' && scale <= TAIL_MAX) {
        number += scale * (raw[--end] - '0');
        scale *= 10;
    }
    return end != 0 && raw[end - 1] == '~' ? number : 0;
}

/* Which short names made from one long name are taken. */
struct taken {
    uint64_t low; /* numbers 1 to 63; bit 0: the name without a number */
    uint32_t highest;
};

static void note_taken(struct taken *taken, const struct name_units *name, const uint8_t *plain,
                       const uint8_t *raw)
{
    uint8_t made[NAME_SHORT_BYTES];
    uint32_t number = tail_number(raw);
    if (plain != NULL && memcmp(raw, plain, NAME_SHORT_BYTES) == 0) {
        taken->low |= 1;
    }
    if (number == 0 || number > TAIL_MAX) {
        return;
    }
    name_make_short(name, number, made);
    if (memcmp(raw, made, NAME_SHORT_BYTES) == 0) {
        taken->low |= number < 64 ? UINT64_C(1) << number : 0;
        taken->highest = number > taken->highest ? number : taken->highest;
    }
}

/* The short name and the case bits for a name in a directory, and whether it needs a long one. */
static enum fat_status choose_short(struct fat_volume *vol, uint32_t directory,
                                    const struct name_units *name, uint8_t *raw, bool *needs_long)
{
    uint8_t plain[NAME_SHORT_BYTES], bits = 0;
    struct taken taken = {0, 0};
    bool fits = name_fits_short(name, plain, &bits);
    struct cursor cursor;
    struct dir_entry entry;
    dir_start(&cursor, directory);
    enum fat_status status;
    while ((status = dir_next(vol, &cursor, &entry)) == FAT_OK) {
        uint8_t other[NAME_SHORT_BYTES], other_bits;
        note_taken(&taken, name, fits ? plain : NULL, entry.raw);
        if (entry.has_long && name_fits_short(&entry.name, other, &other_bits)) {
            note_taken(&taken, name, fits ? plain : NULL, other);
        }
    }
    if (status != FAT_NOENT) {
        return status;
    }
    *needs_long = !fits || (bits & NAME_MIXED) != 0 || (taken.low & 1) != 0;
    raw[SLOT_CASE] = *needs_long ? 0 : bits;
    if (fits && (taken.low & 1) == 0) {
        memcpy(raw, plain, NAME_SHORT_BYTES);
        return FAT_OK;
    }
    uint32_t number = 1;
    while (number < 64 && (taken.low >> number & 1) != 0) {
        number++;
    }
    number = number < 64 ? number : taken.highest + 1;
    name_make_short(name, number, raw);
    return number <= TAIL_MAX ? FAT_OK : FAT_DIRFULL;
}

enum fat_status dir_take_cluster(struct fat_volume *vol, uint32_t near, uint32_t *cluster)
{
    uint32_t count;
    enum fat_status status = table_take(vol, near, 1, cluster, &count);
    if (status == FAT_OK) {
        status = cache_zero_run(vol, table_sector_of(vol, *cluster), vol->cluster_sectors);
    }
    return status;
}

/* Adds a cluster at a directory's end, where the cursor's slot would be. */
static enum fat_status extend(struct fat_volume *vol, struct cursor *cursor)
{
    if (cursor->start == 0 || cursor->slot >= SLOTS_MAX) {
        return FAT_DIRFULL;
    }
    uint32_t cluster;
    enum fat_status status = dir_take_cluster(vol, cursor->cluster + 1, &cluster);
    return status != FAT_OK ? status : table_set(vol, cursor->cluster, cluster);
}

/* Slots that follow each other and are free; *is_end: some of them are behind the directory's end.
 */
static enum fat_status find_room(struct fat_volume *vol, struct cursor *cursor, uint32_t wanted,
                                 bool *is_end)
{
    uint32_t free = 0;
    *is_end = false;
    while (free < wanted) {
        uint32_t sector, offset;
        const uint8_t *data;
        enum fat_status status = dir_locate(vol, cursor, &sector, &offset);
        if (status == FAT_NOENT) {
            status = extend(vol, cursor);
            if (status != FAT_OK) {
                return status;
            }
            continue;
        }
        if (status == FAT_OK && !*is_end) {
            status = cache_get(vol, sector, &data);
            *is_end = status == FAT_OK && data[offset] == 0;
        }
        if (status != FAT_OK) {
            return status;
        }
        free = *is_end || data[offset] == SLOT_IS_FREE ? free + 1 : 0;
        cursor->slot++;
    }
    return FAT_OK;
}

static enum fat_status write_slot(struct fat_volume *vol, struct cursor *cursor, const uint8_t *raw)
{
    uint32_t sector, offset;
    uint8_t *data;
    enum fat_status status = dir_locate(vol, cursor, &sector, &offset);
    if (status == FAT_OK) {
        status = cache_change(vol, CACHE_STRUCTURE, sector, &data);
    }
    if (status == FAT_OK) {
        memcpy(data + offset, raw, SLOT_BYTES);
    }
    return status;
}

/* The slot behind the new entry, if there is one, becomes the directory's end. */
static enum fat_status write_end(struct fat_volume *vol, struct cursor *cursor)
{
    uint32_t sector, offset;
    const uint8_t *data;
    uint8_t *changed;
    enum fat_status status = dir_locate(vol, cursor, &sector, &offset);
    if (status == FAT_OK) {
        status = cache_get(vol, sector, &data);
        if (status == FAT_OK && data[offset] != 0) {
            status = cache_change(vol, CACHE_STRUCTURE, sector, &changed);
            if (status == FAT_OK) {
                memset(changed + offset, 0, SLOT_BYTES);
            }
        }
    }
    return status == FAT_NOENT ? FAT_OK : status;
}

static void make_part(uint8_t *raw, const struct name_units *name, uint32_t number, uint32_t parts,
                      uint8_t checksum)
{
    memset(raw, 0, SLOT_BYTES);
    raw[0] = (uint8_t)(number | (number == parts ? PART_LAST : 0));
    raw[SLOT_ATTRIBUTES] = ATTRIBUTES_LONG;
    raw[PART_CHECKSUM] = checksum;
    for (uint32_t i = 0; i < PART_UNITS; i++) {
        uint32_t at = (number - 1) * PART_UNITS + i;
        uint16_t unit = at < name->count ? name->at[at] : at == name->count ? 0 : UNIT_PADDING;
        put16(raw + part_offsets[i], unit);
    }
}

static enum fat_status write_entry(struct fat_volume *vol, struct cursor *cursor,
                                   const struct name_units *name, struct dir_entry *entry)
{
    uint32_t parts = entry->last_slot - entry->first_slot;
    uint8_t checksum = name_checksum(entry->raw);
    for (uint32_t i = parts; i != 0; i--) {
        uint8_t raw[SLOT_BYTES];
        make_part(raw, name, i, parts, checksum);
        enum fat_status status = write_slot(vol, cursor, raw);
        if (status != FAT_OK) {
            return status;
        }
        cursor->slot++;
    }
    enum fat_status status = write_slot(vol, cursor, entry->raw);
    return status != FAT_OK ? status : dir_locate(vol, cursor, &entry->sector, &entry->offset);
}

enum fat_status dir_add(struct fat_volume *vol, uint32_t directory, const struct name_units *name,
                        const uint8_t raw[SLOT_BYTES], struct dir_entry *entry)
{
    bool is_end, needs_long;
    memcpy(entry->raw, raw, SLOT_BYTES);
    enum fat_status status = choose_short(vol, directory, name, entry->raw, &needs_long);
    if (status != FAT_OK) {
        return status;
    }
    uint32_t parts = needs_long ? (name->count + PART_UNITS - 1) / PART_UNITS : 0;
    struct cursor cursor;
    dir_start(&cursor, directory);
    status = find_room(vol, &cursor, parts + 1, &is_end);
    if (status == FAT_OK && is_end) {
        status = write_end(vol, &cursor);
    }
    if (status != FAT_OK) {
        return status;
    }
    entry->has_long = needs_long;
    entry->last_slot = cursor.slot - 1;
    entry->first_slot = entry->last_slot - parts;
    entry->orphan_slot = entry->first_slot;
    cursor.slot = entry->first_slot;
    return write_entry(vol, &cursor, name, entry);
}

enum fat_status dir_clear(struct fat_volume *vol, uint32_t directory, uint32_t first, uint32_t last)
{
    struct cursor cursor;
    dir_start(&cursor, directory);
    for (uint32_t slot = last + 1; slot-- != first;) {
        uint32_t sector, offset;
        uint8_t *data;
        cursor.slot = slot;
        enum fat_status status = dir_locate(vol, &cursor, &sector, &offset);
        if (status == FAT_OK) {
            status = cache_change(vol, CACHE_STRUCTURE, sector, &data);
        }
        if (status != FAT_OK) {
            return status;
        }
        data[offset] = SLOT_IS_FREE;
    }
    return FAT_OK;
}
