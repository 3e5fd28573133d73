/* SPDX-License-Identifier: MIT */
/*
 * The disk is memory that has a file descriptor, so that nothing is left behind however a test
 * ends.
 */
#define _GNU_SOURCE
#include "disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

int64_t disk_clock_s = INT64_C(1767225600); /* 2026-01-01 */

static int disk_read(void *context, uint32_t sector, void *to, uint32_t count)
{
    struct disk *disk = context;
    assert_true(count != 0 && sector < disk->device.sectors &&
                count <= disk->device.sectors - sector);
    memcpy(to, disk->bytes + (size_t)sector * FAT_SECTOR_BYTES, (size_t)count * FAT_SECTOR_BYTES);
    disk->reads += count;
    return 0;
}

static int disk_write(void *context, uint32_t sector, const void *from, uint32_t count)
{
    struct disk *disk = context;
    assert_false(disk->is_read_only);
    assert_true(count != 0 && sector < disk->device.sectors &&
                count <= disk->device.sectors - sector);
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *data = (const uint8_t *)from + (size_t)i * FAT_SECTOR_BYTES;
        if (disk->writes >= disk->fail_after) {
            return -1;
        }
        if (disk->before_write != NULL) {
            disk->before_write(disk, sector + i, data);
        }
        memcpy(disk->bytes + (size_t)(sector + i) * FAT_SECTOR_BYTES, data, FAT_SECTOR_BYTES);
        disk->writes++;
    }
    return 0;
}

static int disk_flush(void *context)
{
    struct disk *disk = context;
    if (disk->on_flush != NULL) {
        disk->on_flush(disk);
    }
    return disk->writes >= disk->fail_after ? -1 : 0;
}

void disk_make(struct disk *disk, uint32_t sectors)
{
    size_t bytes = (size_t)sectors * FAT_SECTOR_BYTES;
    memset(disk, 0, sizeof *disk);
    disk->fd = memfd_create("disk", 0);
    assert_true(disk->fd >= 0);
    assert_int_equal(ftruncate(disk->fd, (off_t)bytes), 0);
    snprintf(disk->path, sizeof disk->path, "/proc/%d/fd/%d", (int)getpid(), disk->fd);
    disk->bytes = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, disk->fd, 0);
    assert_ptr_not_equal(disk->bytes, MAP_FAILED);
    disk->fail_after = UINT64_MAX;
    disk->device = (struct fat_device){disk, sectors, disk_read, disk_write, disk_flush};
}

void disk_end(struct disk *disk)
{
    munmap(disk->bytes, (size_t)disk->device.sectors * FAT_SECTOR_BYTES);
    close(disk->fd);
}

/* The format with the disk's path in it. */
static void fill_path(const struct disk *disk, const char *format, char *command, size_t bytes)
{
    size_t used = 0;
    for (const char *at = format; *at != 0;) {
        const char *mark = strstr(at, "%s");
        int length = mark == NULL ? (int)strlen(at) : (int)(mark - at);
        used += (size_t)snprintf(command + used, bytes - used, "%.*s%s", length, at,
                                 mark == NULL ? "" : disk->path);
        assert_true(used < bytes);
        at += length + (mark == NULL ? 0 : 2);
    }
}

int disk_run(const struct disk *disk, char *output, const char *format)
{
    char command[1024], rest[512];
    fill_path(disk, format, command, sizeof command);
    FILE *pipe = popen(command, "r"); // NOLINT(cert-env33-c): the tests' own commands
    assert_non_null(pipe);
    size_t count = output == NULL ? 0 : fread(output, 1, DISK_OUTPUT_BYTES - 1, pipe);
    while (fread(rest, 1, sizeof rest, pipe) != 0) {
    }
    if (output != NULL) {
        output[count] = 0;
    }
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void disk_format(const struct disk *disk, const char *options)
{
    static char output[DISK_OUTPUT_BYTES];
    char command[256];
    snprintf(command, sizeof command, "mkfs.vfat --invariant %s %%s 2>&1", options);
    if (disk_run(disk, output, command) != 0) {
        fail_msg("mkfs.vfat %s: %s", options, output);
    }
}

void disk_expect_clean(const struct disk *disk)
{
    static char output[DISK_OUTPUT_BYTES];
    if (disk_run(disk, output, "fsck.vfat -n %s 2>&1") != 0) {
        fail_msg("fsck.vfat: %s", output);
    }
}

static int64_t clock_now(void *context)
{
    (void)context;
    return disk_clock_s;
}

void disk_memory_make(struct disk_memory *memory, uint32_t slots, uint32_t nodes, size_t bitmap)
{
    memory->resources = (struct fat_resources){
        .slots = aligned_alloc(_Alignof(struct fat_slot), slots * sizeof(struct fat_slot)),
        .slot_count = slots,
        .nodes = calloc(nodes, sizeof(struct fat_node)),
        .chains = calloc(nodes, sizeof(uint32_t)),
        .node_count = nodes,
        .bitmap = malloc(bitmap == 0 ? 1 : bitmap),
        .bitmap_bytes = bitmap,
        .clock = clock_now,
    };
    assert_non_null(memory->resources.slots);
    assert_non_null(memory->resources.nodes);
    assert_non_null(memory->resources.chains);
    assert_non_null(memory->resources.bitmap);
}

void disk_memory_end(struct disk_memory *memory)
{
    free(memory->resources.slots);
    free(memory->resources.nodes);
    free(memory->resources.chains);
    free(memory->resources.bitmap);
}
