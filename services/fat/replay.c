/* SPDX-License-Identifier: MIT */
/*
 * What waits in memory that outlived the program.
 *
 * Its changes of structure are whole but for the last one, of which cache.c has kept what was there
 * before: without it they are again a first part of all changes, as after a cut of power.
 */
#include <stdatomic.h>

#include "cache.h"
#include "volume.h"

void fat_begin(struct fat_volume *vol)
{
    vol->before_slot = FAT_UNKNOWN;
    atomic_signal_fence(memory_order_seq_cst);
    vol->is_busy = true;
    atomic_signal_fence(memory_order_seq_cst);
}

void fat_end(struct fat_volume *vol)
{
    atomic_signal_fence(memory_order_seq_cst);
    vol->is_busy = false;
}

/* The layout that the memory tells of is that of the volume. */
static bool is_same_layout(const struct fat_volume *a, const struct fat_volume *b)
{
    return a->is_fat32 == b->is_fat32 && a->cluster_sectors == b->cluster_sectors &&
           a->table_start == b->table_start && a->table_sectors == b->table_sectors &&
           a->table_copies == b->table_copies && a->root_start == b->root_start &&
           a->root_slots == b->root_slots && a->root_cluster == b->root_cluster &&
           a->data_start == b->data_start && a->cluster_end == b->cluster_end;
}

enum fat_status fat_replay(struct fat_volume *vol, const struct fat_device *device,
                           const struct fat_resources *memory, uint32_t *written)
{
    struct fat_volume now = {.device = *device};
    uint8_t boot[FAT_SECTOR_BYTES];
    *written = 0;
    if (vol->memory.slot_count != memory->slot_count) {
        return FAT_CORRUPT;
    }
    if (device->read(device->context, 0, boot, 1) != 0) {
        return FAT_IO;
    }
    if (volume_lay_out(&now, boot) != NULL || !is_same_layout(vol, &now)) {
        return FAT_CORRUPT;
    }
    vol->device = *device;
    vol->memory = *memory;
    enum fat_status status = cache_take_over(vol, written);
    return status != FAT_OK ? status : cache_write_back(vol);
}
