/* SPDX-License-Identifier: MIT */
/*
 * The nodes of open files and directories: by their number, and by their entry.
 *
 * The invariant: a node whose entry is there is in the chain of that entry's place; one that was
 * used and is free is in the list of free ones; one that was removed is in neither. The root, which
 * has no entry, has number 0, which ends all of them.
 */
#include <string.h>

#include "bytes.h"
#include "cache.h"
#include "volume.h"

static uint32_t number_of(const struct fat_volume *vol, const struct fat_node *node)
{
    return (uint32_t)(node - vol->memory.nodes);
}

/* The chain of the entries that may be at a place. */
static uint32_t *chain_of(const struct fat_volume *vol, uint32_t sector, uint32_t offset)
{
    uint32_t slot = sector * SLOTS_OF_SECTOR + offset / SLOT_BYTES;
    return &vol->memory.chains[slot % vol->memory.node_count];
}

static void link_node(struct fat_volume *vol, struct fat_node *node)
{
    uint32_t *chain = chain_of(vol, node->place.sector, node->place.offset);
    node->next = *chain;
    *chain = number_of(vol, node);
}

static void unlink_node(struct fat_volume *vol, const struct fat_node *node)
{
    uint32_t *link = chain_of(vol, node->place.sector, node->place.offset);
    while (*link != number_of(vol, node)) {
        link = &vol->memory.nodes[*link].next;
    }
    *link = node->next;
}

static void put_free(struct fat_volume *vol, uint32_t number)
{
    vol->memory.nodes[number] = (struct fat_node){.next = vol->free_node};
    vol->free_node = number;
}

/* A free one; NULL: there is none. */
static struct fat_node *take_any(struct fat_volume *vol)
{
    if (vol->free_node != 0) {
        struct fat_node *node = &vol->memory.nodes[vol->free_node];
        vol->free_node = node->next;
        return node;
    }
    return vol->used_nodes == vol->memory.node_count ? NULL : &vol->memory.nodes[vol->used_nodes++];
}

/* One that is free. Those below it that were never used become free ones, too. */
static struct fat_node *take_numbered(struct fat_volume *vol, uint32_t number)
{
    if (number < vol->used_nodes) {
        uint32_t *link = &vol->free_node;
        while (*link != number) {
            link = &vol->memory.nodes[*link].next;
        }
        *link = vol->memory.nodes[number].next;
    } else {
        while (vol->used_nodes != number) {
            put_free(vol, vol->used_nodes++);
        }
        vol->used_nodes++;
    }
    return &vol->memory.nodes[number];
}

void node_start(struct fat_volume *vol)
{
    memset(vol->memory.chains, 0, vol->memory.node_count * sizeof *vol->memory.chains);
    vol->memory.nodes[FAT_ROOT] = (struct fat_node){
        .references = 1,
        .start = volume_root(vol),
        .attributes = ATTRIBUTE_DIRECTORY,
        .write_date = time_from_seconds(0).date,
    };
    vol->used_nodes = FAT_ROOT + 1;
}

struct fat_node *node_at(const struct fat_volume *vol, fat_ref_t ref)
{
    if (ref >= vol->used_nodes || vol->memory.nodes[ref].references == 0) {
        return NULL;
    }
    return &vol->memory.nodes[ref];
}

struct fat_node *node_of(const struct fat_volume *vol, const struct dir_entry *entry)
{
    uint32_t number = *chain_of(vol, entry->sector, entry->offset);
    while (number != 0) {
        struct fat_node *node = &vol->memory.nodes[number];
        if (node->place.sector == entry->sector && node->place.offset == entry->offset) {
            return node;
        }
        number = node->next;
    }
    return NULL;
}

void node_place(struct fat_node *node, const struct dir_entry *entry)
{
    node->place.sector = entry->sector;
    node->place.offset = entry->offset;
    memcpy(node->place.name, entry->raw, sizeof node->place.name);
    node->place.is_directory = (entry->raw[SLOT_ATTRIBUTES] & ATTRIBUTE_DIRECTORY) != 0;
}

void node_fill_from(const struct fat_volume *vol, struct fat_node *node, const uint8_t *raw)
{
    node->attributes = raw[SLOT_ATTRIBUTES];
    node->start = slot_start(vol, raw);
    node->size = node_is_directory(node) ? 0 : get32(raw + SLOT_SIZE);
    node->write_time = get16(raw + SLOT_WRITE_TIME);
    node->write_date = get16(raw + SLOT_WRITE_DATE);
}

enum fat_status node_open(struct fat_volume *vol, const struct dir_entry *entry, fat_ref_t *ref)
{
    struct fat_node *node = node_of(vol, entry);
    if (node == NULL) {
        node = take_any(vol);
        if (node == NULL) {
            return FAT_NOMEM;
        }
        memset(node, 0, sizeof *node);
        node_place(node, entry);
        node_fill_from(vol, node, entry->raw);
        link_node(vol, node);
    }
    node->references++;
    *ref = number_of(vol, node);
    return FAT_OK;
}

void node_move(struct fat_volume *vol, struct fat_node *node, const struct dir_entry *entry)
{
    unlink_node(vol, node);
    node_place(node, entry);
    link_node(vol, node);
}

void node_remove(struct fat_volume *vol, struct fat_node *node)
{
    unlink_node(vol, node);
    node->is_removed = 1;
}

void node_release(struct fat_volume *vol, struct fat_node *node)
{
    node_set_saved(vol, node);
    if (!node->is_removed) {
        unlink_node(vol, node);
    }
    put_free(vol, number_of(vol, node));
}

void node_set_changed(struct fat_volume *vol, struct fat_node *node)
{
    vol->changed_nodes += node->is_changed == 0;
    node->is_changed = 1;
}

void node_set_saved(struct fat_volume *vol, struct fat_node *node)
{
    vol->changed_nodes -= node->is_changed != 0;
    node->is_changed = 0;
}

void node_fill(const struct fat_node *node, uint8_t *raw)
{
    slot_set_start(raw, node->start);
    put32(raw + SLOT_SIZE, node->size);
    put16(raw + SLOT_WRITE_TIME, node->write_time);
    put16(raw + SLOT_WRITE_DATE, node->write_date);
    raw[SLOT_ATTRIBUTES] = node->attributes;
}

enum fat_status node_save(struct fat_volume *vol, struct fat_node *node)
{
    uint8_t *data;
    if (!node->is_changed || node->is_removed) {
        node_set_saved(vol, node);
        return FAT_OK;
    }
    enum fat_status status = cache_change(vol, CACHE_STRUCTURE, node->place.sector, &data);
    if (status == FAT_OK) {
        node_fill(node, data + node->place.offset);
        node_set_saved(vol, node);
    }
    return status;
}

enum fat_status fat_find_place(struct fat_volume *vol, fat_ref_t file, struct fat_place *place)
{
    const struct fat_node *node = node_at(vol, file);
    if (node == NULL || node->is_removed) {
        return node == NULL ? FAT_STALE : FAT_NOENT;
    }
    *place = node->place;
    return FAT_OK;
}

/* Whether a slot with a short name is the one that a place tells of. */
static bool is_at_place(const uint8_t *raw, const struct fat_place *place)
{
    bool is_directory = (raw[SLOT_ATTRIBUTES] & ATTRIBUTE_DIRECTORY) != 0;
    return memcmp(raw, place->name, sizeof place->name) == 0 &&
           (raw[SLOT_ATTRIBUTES] & ATTRIBUTE_LABEL) == 0 && is_directory == place->is_directory;
}

enum fat_status fat_open_place(struct fat_volume *vol, const struct fat_place *place,
                               fat_ref_t file)
{
    const uint8_t *data;
    if (file == FAT_ROOT || file >= vol->memory.node_count || node_at(vol, file) != NULL ||
        place->sector == 0 || place->sector >= vol->device.sectors ||
        place->offset > FAT_SECTOR_BYTES - SLOT_BYTES) {
        return FAT_INVAL;
    }
    enum fat_status status = cache_get(vol, place->sector, &data);
    if (status != FAT_OK || !is_at_place(data + place->offset, place)) {
        return status != FAT_OK ? status : FAT_NOENT;
    }
    struct fat_node *node = take_numbered(vol, file);
    *node = (struct fat_node){.references = 1, .place = *place};
    node_fill_from(vol, node, data + place->offset);
    link_node(vol, node);
    return FAT_OK;
}

void fat_reserve(struct fat_volume *vol, fat_ref_t file)
{
    *take_numbered(vol, file) = (struct fat_node){.references = 1, .is_removed = 1};
}
