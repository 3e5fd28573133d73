/* SPDX-License-Identifier: MIT */
/*
 * Damaged volumes: the input says which bytes of a small volume change; then all of it is walked,
 * read, written and removed.
 *
 * Nothing may crash or go on for ever; nothing is written to a volume that is mounted read-only;
 * and if it was mounted after a check, and nothing failed since, it is found sound at the next
 * mount.
 */
#include <fat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECTORS 4500u
#define FAT32_SECTORS 700u
#define SLOTS 8u
#define NODES 8u
#define DEPTH 4
#define NAMES_MAX 200
#define CHANGE_BYTES 3

static uint8_t disk[SECTORS * FAT_SECTOR_BYTES];
static uint32_t disk_sectors;
static bool is_protected;
static struct fat_slot slots[SLOTS];
static struct fat_node nodes[NODES];
static uint32_t chains[NODES];
static uint8_t bitmap[1024];
static uint8_t buffer[20000];

static int disk_read(void *context, uint32_t sector, void *to, uint32_t count)
{
    (void)context;
    if (sector >= disk_sectors || count > disk_sectors - sector) {
        abort();
    }
    memcpy(to, disk + (size_t)sector * FAT_SECTOR_BYTES, (size_t)count * FAT_SECTOR_BYTES);
    return 0;
}

static int disk_write(void *context, uint32_t sector, const void *from, uint32_t count)
{
    (void)context;
    if (is_protected || sector >= disk_sectors || count > disk_sectors - sector) {
        abort();
    }
    memcpy(disk + (size_t)sector * FAT_SECTOR_BYTES, from, (size_t)count * FAT_SECTOR_BYTES);
    return 0;
}

static int disk_flush(void *context)
{
    (void)context;
    return 0;
}

static int64_t clock_now(void *context)
{
    (void)context;
    return INT64_C(1767225600);
}

static enum fat_status mount(struct fat_volume *vol)
{
    struct fat_device device = {NULL, disk_sectors, disk_read, disk_write, disk_flush};
    struct fat_resources memory = {
        .slots = slots,
        .slot_count = SLOTS,
        .nodes = nodes,
        .chains = chains,
        .node_count = NODES,
        .bitmap = bitmap,
        .bitmap_bytes = sizeof bitmap,
        .clock = clock_now,
    };
    return fat_mount(vol, &device, &memory);
}

static void put(uint32_t at, const char *bytes, size_t count)
{
    memcpy(disk + at, bytes, count);
}

/* An empty volume, as mkfs.vfat makes it but for what nothing looks at. */
static void format(bool is_fat32)
{
    memset(disk, 0, sizeof disk);
    disk_sectors = is_fat32 ? FAT32_SECTORS : SECTORS;
    put(11, "\x00\x02\x01\x04\x00\x02",
        6); /* 512 bytes, clusters of one sector, 4 reserved, 2 tables */
    put(21, "\xf8", 1);
    put(32, is_fat32 ? "\xbc\x02\0\0" : "\x94\x11\0\0", 4);
    put(510, "\x55\xaa", 2);
    if (is_fat32) {
        put(36, "\x06\0\0\0", 4);
        put(44, "\x02\0\0\0\x01\0", 6);
        put(4 * 512, "\xf8\xff\xff\x0f\xff\xff\xff\x0f\xff\xff\xff\x0f", 12);
        put(512, "RRaA", 4);
        put(512 + 484, "rrAa", 4);
        put(512 + 488, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
    } else {
        put(17, "\x40\0", 2);
        put(22, "\x12\0", 2);
        put(4 * 512, "\xf8\xff\xff\xff", 4);
    }
}

static void make(struct fat_volume *vol, fat_ref_t dir, const char *name, size_t bytes)
{
    fat_ref_t file;
    size_t done;
    if (fat_open(vol, dir, name, FAT_CREATE, &file) == FAT_OK) {
        fat_write(vol, file, 0, buffer, bytes, &done);
        fat_write(vol, file, bytes + 700, "end", 3, &done);
        fat_truncate(vol, file, bytes / 2);
        fat_close(vol, file);
    }
}

/* What is on the volume before it is damaged. */
static void populate(void)
{
    struct fat_volume vol;
    fat_ref_t dir;
    if (mount(&vol) != FAT_OK || vol.reason != NULL ||
        fat_make_directory(&vol, FAT_ROOT, "A directory") != FAT_OK ||
        fat_open(&vol, FAT_ROOT, "A directory", 0, &dir) != FAT_OK) {
        abort();
    }
    make(&vol, FAT_ROOT, "small", 100);
    make(&vol, FAT_ROOT, "A long name of a file", 9000);
    fat_make_directory(&vol, dir, "deeper");
    make(&vol, dir, "other", 3000);
    if (fat_unmount(&vol) != FAT_OK) {
        abort();
    }
}

static void use_file(struct fat_volume *vol, fat_ref_t file)
{
    size_t done;
    struct fat_stat stat;
    fat_stat(vol, file, &stat);
    fat_read(vol, file, 0, buffer, sizeof buffer, &done);
    fat_read(vol, file, stat.size / 2, buffer, 600, &done);
    fat_write(vol, file, stat.size < 20000 ? stat.size : 0, buffer, 1500, &done);
    fat_write(vol, file, 3, "x", 1, &done);
}

static void use_directory(struct fat_volume *vol, fat_ref_t dir, int depth)
{
    static struct fat_name name;
    uint32_t position = 0;
    for (int i = 0; i < NAMES_MAX && fat_next(vol, dir, &position, &name) == FAT_OK; i++) {
        fat_ref_t ref;
        struct fat_stat stat;
        if (fat_open(vol, dir, name.text, 0, &ref) != FAT_OK) {
            continue;
        }
        fat_stat(vol, ref, &stat);
        if (!stat.is_directory) {
            use_file(vol, ref);
        } else if (depth < DEPTH) {
            use_directory(vol, ref, depth + 1);
        }
        fat_close(vol, ref);
    }
    make(vol, dir, "A new file with a name", 2000);
    fat_make_directory(vol, dir, "new");
    fat_rename(vol, dir, "A new file with a name", FAT_ROOT, "small");
    fat_rename(vol, dir, "new", FAT_ROOT, "moved");
    fat_rename(vol, FAT_ROOT, "A directory", dir, "itself");
    fat_remove(vol, dir, "other");
    fat_remove_directory(vol, dir, "deeper");
}

static void use_volume(void)
{
    struct fat_volume vol;
    struct fat_space space;
    uint8_t *state = &disk[disk[22] == 0 && disk[23] == 0 ? 65 : 37]; /* the boot sector's */
    bool is_in_use = (*state & 1) != 0;
    static uint8_t before[sizeof disk];
    memcpy(before, disk, sizeof disk);
    if (mount(&vol) != FAT_OK) {
        return;
    }
    bool was_read_only = vol.reason != NULL;
    if (was_read_only && memcmp(before, disk, sizeof disk) != 0) {
        abort();
    }
    is_protected = was_read_only;
    use_directory(&vol, FAT_ROOT, 0);
    fat_space(&vol, &space);
    fat_sync(&vol);
    bool is_sound = is_in_use && !was_read_only && vol.reason == NULL;
    fat_unmount(&vol);
    is_protected = false;
    if (is_sound) {
        *state |= 1;
        if (mount(&vol) != FAT_OK || vol.reason != NULL) {
            fprintf(stderr, "not sound any more: %s\n", vol.reason);
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says which volume; then come changes: where, in structure mostly, and a byte. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    bool is_fat32 = (data[0] & 1) != 0;
    format(is_fat32);
    populate();
    if ((data[0] & 2) != 0) {
        disk[is_fat32 ? 65 : 37] |= 1;
    }
    uint32_t range = (is_fat32 ? 60u : 80u) * FAT_SECTOR_BYTES;
    for (size_t i = 1; i + CHANGE_BYTES <= size; i += CHANGE_BYTES) {
        disk[(uint32_t)(data[i] | data[i + 1] << 8) % range] = data[i + 2];
    }
    use_volume();
    return 0;
}
