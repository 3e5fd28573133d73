/* SPDX-License-Identifier: MIT */
/*
 * Beginning and ending to use a volume.
 *
 * It says that it is in use in two places: a bit of the boot sector, which Windows, Linux and
 * fsck.vfat look at, and one of the table's second entry ([FAT] "FAT Volume Initialization":
 * ClnShutBitMask). Either is enough for it to be checked at the next mount.
 */
#include <string.h>

#include "bytes.h"
#include "cache.h"
#include "volume.h"

/* Offsets in the boot sector ([FAT] "Boot Sector and BPB"). */
#define BOOT_NAME 3u
#define BOOT_SECTOR_BYTES 11u
#define BOOT_CLUSTER_SECTORS 13u
#define BOOT_RESERVED 14u
#define BOOT_TABLES 16u
#define BOOT_ROOT_SLOTS 17u
#define BOOT_SECTORS_16 19u
#define BOOT_MEDIA 21u
#define BOOT_TABLE_SECTORS_16 22u
#define BOOT_SECTORS_32 32u
#define BOOT_TABLE_SECTORS_32 36u
#define BOOT_STATE_16 37u
#define BOOT_FLAGS 40u
#define BOOT_VERSION 42u
#define BOOT_ROOT_CLUSTER 44u
#define BOOT_INFO_SECTOR 48u
#define BOOT_STATE_32 65u
#define BOOT_SIGNATURE 510u

#define SIGNATURE 0xaa55u
#define STATE_IN_USE 0x01u
#define FLAG_ONE_TABLE 0x80u

/* Which FAT it is, the number of clusters says ([FAT] "FAT Type Determination"); that less than
 * this many are FAT32 too if the boot sector is one of FAT32, decision 0065 says. */
#define CLUSTERS_FAT16 4085u
#define CLUSTERS_FAT32 65525u
#define CLUSTERS_MAX 0x0ffffff5u

/* The sector with hints ([FAT] "FSInfo"). */
#define INFO_LEAD 0u
#define INFO_MARK 484u
#define INFO_FREE 488u
#define INFO_NEXT 492u
#define INFO_LEAD_VALUE 0x41615252u
#define INFO_MARK_VALUE 0x61417272u

/* "The last time it was unmounted": bits of the table's entry 1. */
#define CLEAN_32 0x08000000u
#define CLEAN_16 0x8000u

struct fat_time volume_now(const struct fat_volume *vol)
{
    return time_from_seconds(vol->memory.clock(vol->memory.clock_context));
}

static uint32_t state_offset(const struct fat_volume *vol)
{
    return vol->is_fat32 ? BOOT_STATE_32 : BOOT_STATE_16;
}

static uint32_t clean_bit(const struct fat_volume *vol)
{
    return vol->is_fat32 ? CLEAN_32 : CLEAN_16;
}

/* Why a boot sector is none that can be used; NULL: it can. */
static const char *refuse_boot(const uint8_t *boot)
{
    if (memcmp(boot + BOOT_NAME, "EXFAT   ", 8) == 0) {
        return "this is exFAT, which is another file system";
    }
    if (memcmp(boot + BOOT_NAME, "NTFS    ", 8) == 0) {
        return "this is NTFS, which is another file system";
    }
    if (get16(boot + BOOT_SIGNATURE) != SIGNATURE) {
        return "the first sector is no boot sector";
    }
    if (get16(boot + BOOT_SECTOR_BYTES) != FAT_SECTOR_BYTES) {
        return "the volume's sectors do not have 512 bytes";
    }
    uint8_t sectors = boot[BOOT_CLUSTER_SECTORS];
    if (sectors == 0 || (sectors & (sectors - 1)) != 0) {
        return "the boot sector's cluster size is no power of two";
    }
    if (get16(boot + BOOT_RESERVED) == 0 || boot[BOOT_TABLES] < 1 || boot[BOOT_TABLES] > 2) {
        return "the boot sector tells of no table, or of more than two";
    }
    return NULL;
}

static const char *lay_out_fat32(struct fat_volume *vol, const uint8_t *boot)
{
    vol->table_sectors = get32(boot + BOOT_TABLE_SECTORS_32);
    vol->root_cluster = get32(boot + BOOT_ROOT_CLUSTER);
    if (vol->root_slots != 0) {
        return "the boot sector is one of FAT32 with the root of FAT16";
    }
    uint16_t info = get16(boot + BOOT_INFO_SECTOR);
    vol->info_sector = info < get16(boot + BOOT_RESERVED) ? info : 0;
    if (get16(boot + BOOT_VERSION) != 0) {
        return "the volume is of a later version of FAT32";
    }
    return NULL;
}

static const char *count_clusters(struct fat_volume *vol, uint64_t sectors)
{
    uint64_t start = (uint64_t)vol->table_start + (uint64_t)vol->table_copies * vol->table_sectors;
    vol->root_start = (uint32_t)start;
    start += (vol->root_slots * 32 + FAT_SECTOR_BYTES - 1) / FAT_SECTOR_BYTES;
    if (sectors > vol->device.sectors) {
        return "the volume is larger than what it lies on";
    }
    if (vol->table_sectors == 0 || start >= sectors) {
        return "the boot sector leaves no room for files";
    }
    vol->data_start = (uint32_t)start;
    uint64_t clusters = (sectors - start) / vol->cluster_sectors;
    if (!vol->is_fat32 && clusters < CLUSTERS_FAT16) {
        return "this is FAT12, which is for floppy disks";
    }
    if (clusters == 0 || (!vol->is_fat32 && clusters >= CLUSTERS_FAT32) ||
        clusters > CLUSTERS_MAX) {
        return "the boot sector tells of a number of clusters that this FAT cannot have";
    }
    uint64_t entries = (uint64_t)vol->table_sectors * FAT_SECTOR_BYTES / (vol->is_fat32 ? 4 : 2);
    if (entries < clusters + 2) {
        return "the table has fewer entries than the volume clusters";
    }
    vol->cluster_end = (uint32_t)clusters + 2;
    if (vol->is_fat32 && !table_has(vol, vol->root_cluster)) {
        return "the root's cluster is none of the volume";
    }
    return NULL;
}

const char *volume_lay_out(struct fat_volume *vol, const uint8_t *boot)
{
    const char *refused = refuse_boot(boot);
    if (refused != NULL) {
        return refused;
    }
    uint32_t sectors = get16(boot + BOOT_SECTORS_16);
    sectors = sectors != 0 ? sectors : get32(boot + BOOT_SECTORS_32);
    vol->is_fat32 = get16(boot + BOOT_TABLE_SECTORS_16) == 0;
    vol->cluster_sectors = boot[BOOT_CLUSTER_SECTORS];
    for (vol->cluster_shift = 9; 1u << (vol->cluster_shift - 9) != vol->cluster_sectors;) {
        vol->cluster_shift++;
    }
    vol->table_start = get16(boot + BOOT_RESERVED);
    vol->table_copies = boot[BOOT_TABLES];
    vol->table_sectors = get16(boot + BOOT_TABLE_SECTORS_16);
    vol->root_slots = get16(boot + BOOT_ROOT_SLOTS);
    if (vol->is_fat32) {
        refused = lay_out_fat32(vol, boot);
    } else if (vol->root_slots == 0) {
        refused = "the root has no entries";
    }
    return refused != NULL ? refused : count_clusters(vol, sectors);
}

/* What makes a volume read-only that could be read. */
static enum fat_status check_first_entry(struct fat_volume *vol, const uint8_t *boot)
{
    uint32_t value, media = boot[BOOT_MEDIA];
    bool has_one_table = vol->is_fat32 && (get16(boot + BOOT_FLAGS) & FLAG_ONE_TABLE) != 0;
    enum fat_status status = table_get(vol, 0, &value);
    if (status != FAT_OK) {
        return status;
    }
    if (has_one_table) {
        vol->reason = "only one of the volume's tables is in use";
    } else if (value != TABLE_END && (value & 0xff) != media) {
        vol->reason = "the table does not begin as the boot sector says";
    }
    return FAT_OK;
}

/* Takes what the hints say, if it can be so. It is used for the search and for fat_space only. */
static enum fat_status read_hints(struct fat_volume *vol)
{
    const uint8_t *data;
    vol->free_clusters = FAT_UNKNOWN;
    vol->next_free = 2;
    if (vol->info_sector == 0) {
        return FAT_OK;
    }
    enum fat_status status = cache_get(vol, vol->info_sector, &data);
    if (status != FAT_OK) {
        return status;
    }
    if (get32(data + INFO_LEAD) != INFO_LEAD_VALUE || get32(data + INFO_MARK) != INFO_MARK_VALUE) {
        vol->info_sector = 0;
        return FAT_OK;
    }
    uint32_t next = get32(data + INFO_NEXT), free = get32(data + INFO_FREE);
    vol->next_free = table_has(vol, next) ? next : 2;
    vol->free_clusters = free <= vol->cluster_end - 2 ? free : FAT_UNKNOWN;
    return FAT_OK;
}

static enum fat_status check_if_in_use(struct fat_volume *vol, bool is_in_use)
{
    uint32_t value;
    enum fat_status status = table_get(vol, 1, &value);
    if (status == FAT_OK && (is_in_use || (value & clean_bit(vol)) == 0)) {
        status = check_volume(vol);
    }
    return status;
}

enum fat_status fat_mount(struct fat_volume *vol, const struct fat_device *device,
                          const struct fat_resources *memory)
{
    uint8_t boot[FAT_SECTOR_BYTES];
    *vol = (struct fat_volume){.device = *device, .memory = *memory};
    if (memory->slot_count < FAT_SLOTS_MIN || memory->node_count < 2) {
        return FAT_INVAL;
    }
    if (device->sectors == 0) {
        vol->reason = "there is nothing";
        return FAT_UNSUPPORTED;
    }
    if (device->read(device->context, 0, boot, 1) != 0) {
        return FAT_IO;
    }
    vol->reason = volume_lay_out(vol, boot);
    if (vol->reason != NULL) {
        return FAT_UNSUPPORTED;
    }
    cache_start(vol);
    node_start(vol);
    enum fat_status status = check_first_entry(vol, boot);
    if (status == FAT_OK) {
        status = read_hints(vol);
    }
    if (status == FAT_OK && vol->reason == NULL) {
        status = check_if_in_use(vol, (boot[state_offset(vol)] & STATE_IN_USE) != 0);
    }
    return status == FAT_CORRUPT ? FAT_OK : status; /* read-only: vol->reason */
}

static enum fat_status mark(struct fat_volume *vol, bool is_in_use)
{
    uint32_t value;
    uint8_t *boot;
    enum fat_status status = table_get(vol, 1, &value);
    if (status == FAT_OK) {
        value = is_in_use ? value & ~clean_bit(vol) : value | clean_bit(vol);
        status = table_set(vol, 1, value);
    }
    if (status == FAT_OK) {
        status = cache_change(vol, CACHE_STRUCTURE, 0, &boot);
    }
    if (status == FAT_OK) {
        uint8_t *state = &boot[state_offset(vol)];
        *state = (uint8_t)(is_in_use ? *state | STATE_IN_USE : *state & ~STATE_IN_USE);
        vol->is_marked = is_in_use;
    }
    return status;
}

enum fat_status volume_begin_change(struct fat_volume *vol)
{
    if (vol->reason != NULL) {
        return FAT_READONLY;
    }
    return vol->is_marked ? FAT_OK : mark(vol, true);
}

static enum fat_status write_hints(struct fat_volume *vol)
{
    uint8_t *data;
    if (vol->info_sector == 0) {
        return FAT_OK;
    }
    enum fat_status status = cache_change(vol, CACHE_STRUCTURE, vol->info_sector, &data);
    if (status == FAT_OK) {
        put32(data + INFO_FREE, vol->free_clusters);
        put32(data + INFO_NEXT, vol->next_free);
    }
    return status;
}

static enum fat_status flush(struct fat_volume *vol)
{
    enum fat_status status = cache_write_back(vol);
    if (status == FAT_OK && vol->device.flush(vol->device.context) != 0) {
        vol->is_torn = true;
        status = FAT_IO;
    }
    return status;
}

enum fat_status fat_sync(struct fat_volume *vol)
{
    enum fat_status status = FAT_OK;
    for (uint32_t i = 1; vol->changed_nodes != 0 && i < vol->used_nodes && status == FAT_OK; i++) {
        if (vol->memory.nodes[i].references != 0) {
            status = node_save(vol, &vol->memory.nodes[i]);
        }
    }
    return !vol->is_marked ? status : status != FAT_OK ? status : flush(vol);
}

static enum fat_status close_all(struct fat_volume *vol)
{
    enum fat_status all = FAT_OK;
    for (uint32_t i = 1; i < vol->used_nodes; i++) {
        while (vol->memory.nodes[i].references != 0) {
            enum fat_status status = fat_close(vol, i);
            all = all != FAT_OK ? all : status;
        }
    }
    return all;
}

/* Writes all that waits; then, if all is whole, the volume says that it is not in use. */
static enum fat_status write_clean(struct fat_volume *vol)
{
    enum fat_status status = vol->reason == NULL ? write_hints(vol) : FAT_OK;
    if (status == FAT_OK) {
        status = flush(vol);
    }
    if (status == FAT_OK && !vol->is_torn) {
        status = mark(vol, false);
        status = status != FAT_OK ? status : flush(vol);
    }
    return status;
}

enum fat_status fat_unmount(struct fat_volume *vol)
{
    enum fat_status status = close_all(vol);
    if (!vol->is_marked) {
        return status;
    }
    vol->is_torn = vol->is_torn || status != FAT_OK;
    enum fat_status written = write_clean(vol);
    return status != FAT_OK ? status : written;
}

/* Whether clusters are in use that only an open file knows of. */
static bool has_removed_files(const struct fat_volume *vol)
{
    for (uint32_t i = 1; i < vol->used_nodes; i++) {
        const struct fat_node *node = &vol->memory.nodes[i];
        if (node->references != 0 && node->is_removed && node->start != 0) {
            return true;
        }
    }
    return false;
}

enum fat_status fat_settle(struct fat_volume *vol)
{
    enum fat_status status = fat_sync(vol);
    return status != FAT_OK || !vol->is_marked || vol->reason != NULL || vol->is_torn ||
                   has_removed_files(vol)
               ? status
               : write_clean(vol);
}

enum fat_status fat_space(struct fat_volume *vol, struct fat_space *space)
{
    enum fat_status status = vol->free_is_counted ? FAT_OK : table_count(vol);
    *space = (struct fat_space){
        .cluster_bytes = 1u << vol->cluster_shift,
        .clusters = vol->cluster_end - 2,
        .free_clusters = vol->free_clusters,
    };
    return status;
}

const char *fat_status_text(enum fat_status status)
{
    static const char *const texts[] = {
        [FAT_OK] = "done",
        [FAT_INVAL] = "an argument is outside its range",
        [FAT_NOENT] = "there is no such name",
        [FAT_EXISTS] = "there is such a name already",
        [FAT_NOTDIR] = "this is not a directory",
        [FAT_ISDIR] = "this is a directory",
        [FAT_NOTEMPTY] = "the directory is not empty",
        [FAT_NAME] = "the name has a character that FAT forbids",
        [FAT_LONG] = "the name is too long, or the directory too deep",
        [FAT_FULL] = "the volume is full",
        [FAT_DIRFULL] = "the directory is full",
        [FAT_BIG] = "the file would be too big",
        [FAT_READONLY] = "the volume or the file is read-only",
        [FAT_NOMEM] = "too many files are open",
        [FAT_STALE] = "no file is open under this number",
        [FAT_IO] = "the device failed",
        [FAT_CORRUPT] = "the volume is damaged",
        [FAT_UNSUPPORTED] = "no volume that can be used",
    };
    return (unsigned)status < sizeof texts / sizeof *texts ? texts[status] : "unknown";
}
