/* SPDX-License-Identifier: MIT */
/*
 * Slots are found by a hash of the sector's number; who leaves is chosen by the clock algorithm.
 */
#include "cache.h"

#include <stdatomic.h>
#include <string.h>

#define NONE FAT_UNKNOWN
#define ZERO_SECTORS 128u

enum { EMPTY, CLEAN, DIRTY_CONTENT, DIRTY_STRUCTURE };

static uint8_t dirty_state(int kind)
{
    return kind == CACHE_CONTENT ? DIRTY_CONTENT : DIRTY_STRUCTURE;
}

static struct fat_slot *slot_at(struct fat_volume *vol, uint32_t number)
{
    return &vol->memory.slots[number];
}

static bool is_dirty(const struct fat_slot *slot)
{
    return slot->state >= DIRTY_CONTENT;
}

static uint32_t *chain_of(struct fat_volume *vol, uint32_t sector)
{
    return &slot_at(vol, sector % vol->memory.slot_count)->chain;
}

void cache_start(struct fat_volume *vol)
{
    for (uint32_t i = 0; i < vol->memory.slot_count; i++) {
        struct fat_slot *slot = slot_at(vol, i);
        slot->state = EMPTY;
        slot->is_recent = 0;
        slot->chain = NONE;
        slot->next = NONE;
        slot->next_dirty = NONE;
    }
    vol->hand = 0;
    vol->before_slot = FAT_UNKNOWN;
    for (int kind = CACHE_CONTENT; kind <= CACHE_STRUCTURE; kind++) {
        vol->dirty_first[kind] = NONE;
        vol->dirty_last[kind] = NONE;
    }
}

static uint32_t find(struct fat_volume *vol, uint32_t sector)
{
    uint32_t number = *chain_of(vol, sector);
    while (number != NONE && slot_at(vol, number)->sector != sector) {
        number = slot_at(vol, number)->next;
    }
    return number;
}

static void unlink_slot(struct fat_volume *vol, uint32_t number)
{
    struct fat_slot *slot = slot_at(vol, number);
    uint32_t *link = chain_of(vol, slot->sector);
    while (*link != number) {
        link = &slot_at(vol, *link)->next;
    }
    *link = slot->next;
    slot->next = NONE;
    slot->state = EMPTY;
}

/* Takes a slot that is dirty out of its queue, wherever it is there. */
static void unqueue(struct fat_volume *vol, uint32_t number)
{
    int kind = slot_at(vol, number)->state == DIRTY_CONTENT ? CACHE_CONTENT : CACHE_STRUCTURE;
    uint32_t before = NONE, *link = &vol->dirty_first[kind];
    while (*link != number) {
        before = *link;
        link = &slot_at(vol, *link)->next_dirty;
    }
    *link = slot_at(vol, number)->next_dirty;
    atomic_signal_fence(memory_order_seq_cst); /* whoever finds a queue finds all of it */
    if (vol->dirty_last[kind] == number) {
        vol->dirty_last[kind] = before;
    }
    slot_at(vol, number)->next_dirty = NONE;
    slot_at(vol, number)->state = CLEAN;
}

static enum fat_status write_slot(struct fat_volume *vol, const struct fat_slot *slot)
{
    uint32_t copies = 1, in_table = slot->sector - vol->table_start;
    if (slot->sector >= vol->table_start && in_table < vol->table_sectors) {
        copies = vol->table_copies;
    }
    for (uint32_t i = 0; i < copies; i++) {
        uint32_t sector = slot->sector + i * vol->table_sectors;
        if (vol->device.write(vol->device.context, sector, slot->data, 1) != 0) {
            vol->is_torn = true;
            return FAT_IO;
        }
    }
    return FAT_OK;
}

enum fat_status cache_write_back(struct fat_volume *vol)
{
    for (int kind = CACHE_CONTENT; kind <= CACHE_STRUCTURE; kind++) {
        while (vol->dirty_first[kind] != NONE) {
            uint32_t number = vol->dirty_first[kind];
            enum fat_status status = write_slot(vol, slot_at(vol, number));
            if (status != FAT_OK) {
                return status;
            }
            unqueue(vol, number);
        }
    }
    vol->has_freed = false;
    vol->before_slot = NONE; /* what has been written is not taken back */
    return FAT_OK;
}

/* A slot for another sector: the first that was not used since the hand came by last. */
static enum fat_status make_room(struct fat_volume *vol, uint32_t *number)
{
    for (;;) {
        uint32_t hand = vol->hand;
        struct fat_slot *slot = slot_at(vol, hand);
        vol->hand = hand + 1 == vol->memory.slot_count ? 0 : hand + 1;
        if (slot->is_recent) {
            slot->is_recent = 0;
            continue;
        }
        if (is_dirty(slot)) {
            enum fat_status status = cache_write_back(vol);
            if (status != FAT_OK) {
                return status;
            }
        }
        if (slot->state != EMPTY) {
            unlink_slot(vol, hand);
        }
        *number = hand;
        return FAT_OK;
    }
}

static enum fat_status bring(struct fat_volume *vol, uint32_t sector, uint32_t *number)
{
    *number = find(vol, sector);
    if (*number == NONE) {
        enum fat_status status = make_room(vol, number);
        if (status != FAT_OK) {
            return status;
        }
        struct fat_slot *slot = slot_at(vol, *number);
        if (vol->device.read(vol->device.context, sector, slot->data, 1) != 0) {
            vol->is_torn = true; /* by the operation that needed it */
            return FAT_IO;
        }
        slot->state = CLEAN;
        slot->sector = sector;
        slot->next = *chain_of(vol, sector);
        *chain_of(vol, sector) = *number;
    }
    slot_at(vol, *number)->is_recent = 1;
    return FAT_OK;
}

enum fat_status cache_get(struct fat_volume *vol, uint32_t sector, const uint8_t **data)
{
    uint32_t number;
    enum fat_status status = bring(vol, sector, &number);
    if (status == FAT_OK) {
        *data = slot_at(vol, number)->data;
    }
    return status;
}

/* Whether a slot may be changed now, or all that waits must be written first. */
static bool must_write_first(const struct fat_volume *vol, enum cache_kind kind, uint32_t number)
{
    uint8_t state = vol->memory.slots[number].state;
    if (kind == CACHE_CONTENT) {
        return state == DIRTY_STRUCTURE || vol->has_freed;
    }
    return state == DIRTY_CONTENT ||
           (state == DIRTY_STRUCTURE && vol->dirty_last[CACHE_STRUCTURE] != number);
}

/* Keeps a slot as it is, for whoever finds this memory if the change to come is never ended. One
 * image is enough for changes of one operation that follow each other in the slot: all are taken
 * back then. The order of the writes is kept by the compiler, and nobody looks at them but after
 * them all. */
static void keep_before(struct fat_volume *vol, uint32_t number)
{
    if (!vol->is_busy || vol->before_slot == number) {
        return;
    }
    vol->before_slot = FAT_UNKNOWN;
    atomic_signal_fence(memory_order_seq_cst);
    memcpy(vol->before, slot_at(vol, number)->data, FAT_SECTOR_BYTES);
    atomic_signal_fence(memory_order_seq_cst);
    vol->before_slot = number;
    atomic_signal_fence(memory_order_seq_cst);
}

enum fat_status cache_change(struct fat_volume *vol, enum cache_kind kind, uint32_t sector,
                             uint8_t **data)
{
    if (vol->reason != NULL) {
        return FAT_READONLY;
    }
    uint32_t number;
    enum fat_status status = bring(vol, sector, &number);
    if (status == FAT_OK && must_write_first(vol, kind, number)) {
        status = cache_write_back(vol);
    }
    if (status != FAT_OK) {
        return status;
    }
    struct fat_slot *slot = slot_at(vol, number);
    if (!is_dirty(slot)) {
        uint32_t last = vol->dirty_last[kind];
        *(last == NONE ? &vol->dirty_first[kind] : &slot_at(vol, last)->next_dirty) = number;
        vol->dirty_last[kind] = number;
        slot->state = dirty_state((int)kind);
    }
    if (kind == CACHE_STRUCTURE) {
        keep_before(vol, number);
    }
    *data = slot->data;
    return FAT_OK;
}

enum fat_status cache_read_run(struct fat_volume *vol, uint32_t sector, void *to, uint32_t count)
{
    if (vol->device.read(vol->device.context, sector, to, count) != 0) {
        return FAT_IO;
    }
    for (uint32_t i = 0; i < vol->memory.slot_count; i++) {
        const struct fat_slot *slot = slot_at(vol, i);
        if (is_dirty(slot) && slot->sector - sector < count) {
            memcpy((uint8_t *)to + (size_t)(slot->sector - sector) * FAT_SECTOR_BYTES, slot->data,
                   FAT_SECTOR_BYTES);
        }
    }
    return FAT_OK;
}

/* Before sectors are written past the cache: what it has of them is not true any more. On the
 * device they may still be another file's that was removed: then that must be written before. */
static enum fat_status forget_run(struct fat_volume *vol, uint32_t sector, uint32_t count)
{
    if (vol->reason != NULL) {
        return FAT_READONLY;
    }
    if (vol->has_freed) {
        enum fat_status status = cache_write_back(vol);
        if (status != FAT_OK) {
            return status;
        }
    }
    for (uint32_t i = 0; i < vol->memory.slot_count; i++) {
        struct fat_slot *slot = slot_at(vol, i);
        if (slot->state != EMPTY && slot->sector - sector < count) {
            if (is_dirty(slot)) {
                unqueue(vol, i);
            }
            unlink_slot(vol, i);
        }
    }
    return FAT_OK;
}

static enum fat_status write_run(struct fat_volume *vol, uint32_t sector, const void *from,
                                 uint32_t count)
{
    if (vol->device.write(vol->device.context, sector, from, count) != 0) {
        vol->is_torn = true;
        return FAT_IO;
    }
    return FAT_OK;
}

enum fat_status cache_write_run(struct fat_volume *vol, uint32_t sector, const void *from,
                                uint32_t count)
{
    enum fat_status status = forget_run(vol, sector, count);
    return status != FAT_OK ? status : write_run(vol, sector, from, count);
}

enum fat_status cache_zero_run(struct fat_volume *vol, uint32_t sector, uint32_t count)
{
    static uint8_t
        zeros[ZERO_SECTORS * FAT_SECTOR_BYTES]; /* not constant: so it takes no room in an image */
    enum fat_status status = forget_run(vol, sector, count);
    while (status == FAT_OK && count != 0) {
        uint32_t now = count < ZERO_SECTORS ? count : ZERO_SECTORS;
        status = write_run(vol, sector, zeros, now);
        sector += now;
        count -= now;
    }
    return status;
}

/* Goes through a queue, which may have been cut off while it was changed, and counts it. */
static enum fat_status take_queue(struct fat_volume *vol, int kind, uint32_t *count)
{
    uint32_t *link = &vol->dirty_first[kind];
    vol->dirty_last[kind] = NONE;
    for (uint32_t steps = 0; *link != NONE; steps++) {
        if (*link >= vol->memory.slot_count || steps == vol->memory.slot_count) {
            return FAT_CORRUPT;
        }
        struct fat_slot *slot = slot_at(vol, *link);
        if (slot->state != dirty_state(kind)) {
            *link = NONE; /* it was about to be added */
            break;
        }
        if (slot->sector >= vol->device.sectors) {
            return FAT_CORRUPT;
        }
        vol->dirty_last[kind] = *link;
        link = &slot->next_dirty;
        ++*count;
    }
    return FAT_OK;
}

enum fat_status cache_take_over(struct fat_volume *vol, uint32_t *count)
{
    *count = 0;
    if (vol->is_busy && vol->before_slot < vol->memory.slot_count) {
        memcpy(slot_at(vol, vol->before_slot)->data, vol->before, FAT_SECTOR_BYTES);
    }
    enum fat_status status = take_queue(vol, CACHE_CONTENT, count);
    return status != FAT_OK ? status : take_queue(vol, CACHE_STRUCTURE, count);
}
