/* SPDX-License-Identifier: MIT */
/*
 * Its functions in place of the block protocol's.
 */
#include "fat_medium.h"

#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CACHE_CHUNKS 1u /* so that what is read goes soon */

static bool fails(const struct fat_medium *test)
{
    return test->is_out || test->is_failing;
}

static int read_disk(void *context, uint32_t sector, void *to, uint32_t count)
{
    struct fat_medium *test = context;
    bool is_bad = test->bad_sector != 0 && test->bad_sector - sector < count;
    if (fails(test) || is_bad) {
        memset(to, 0xee, (size_t)count * FAT_SECTOR_BYTES); /* nobody knows what it would be */
        return -1;
    }
    return test->disk.device.read(&test->disk, sector, to, count);
}

static int write_disk(void *context, uint32_t sector, const void *from, uint32_t count)
{
    struct fat_medium *test = context;
    return fails(test) ? -1 : test->disk.device.write(&test->disk, sector, from, count);
}

static int flush_disk(void *context)
{
    struct fat_medium *test = context;
    return fails(test) ? -1 : test->disk.device.flush(&test->disk);
}

static const char *open_disk(void *context, struct fat_device *device, uint64_t *identity,
                             bool *is_read_only)
{
    struct fat_medium *test = context;
    *device = test->disk.device;
    device->context = test;
    device->read = read_disk;
    device->write = write_disk;
    device->flush = flush_disk;
    *identity = test->identity;
    *is_read_only = test->is_protected;
    return test->is_out ? "there is no card" : NULL;
}

static bool is_gone(void *context)
{
    return ((struct fat_medium *)context)->is_out;
}

static void close_disk(void *context)
{
    (void)context;
}

static int64_t clock_s(void *context)
{
    (void)context;
    return disk_clock_s;
}

static uint64_t now_ns(void *context)
{
    return ((struct fat_medium *)context)->now_ns;
}

static void *take_memory(void *context, size_t bytes)
{
    return ((struct fat_medium *)context)->has_no_memory ? NULL : malloc(bytes);
}

static void give_memory(void *context, void *memory, size_t bytes)
{
    (void)context;
    (void)bytes;
    free(memory);
}

static void tell(void *context, const char *text, const char *more)
{
    struct fat_medium *test = context;
    size_t at = strlen(test->told);
    snprintf(test->told + at, sizeof test->told - at, "%s%s%s\n", text, more == NULL ? "" : ": ",
             more == NULL ? "" : more);
}

static struct medium_source source = {
    .open = open_disk,
    .is_gone = is_gone,
    .close = close_disk,
    .clock = clock_s,
    .now_ns = now_ns,
    .take_memory = take_memory,
    .give_memory = give_memory,
    .tell = tell,
};

void fat_medium_restart(struct fat_medium *test, struct tay_file_system *system)
{
    memset(test->cache, 0xa5, CACHE_CHUNKS * CHUNK_BYTES);
    free(test->table);
    test->table = calloc(1, medium_table_bytes(test->kept_bytes));
    *system = (struct tay_file_system){.functions = &files_functions};
    source.context = test;
    test->now_ns += 3000000000u;
    test->medium = (struct medium){
        .source = &source,
        .kept_memory = test->kept_memory,
        .kept_bytes = test->kept_bytes,
        .table = test->table,
        .system = system,
        .cache = test->cache,
        .cache_bytes = CACHE_CHUNKS * CHUNK_BYTES,
    };
    medium_begin(&test->medium);
    test->kept = test->medium.kept;
}

void fat_medium_begin(struct fat_medium *test, struct tay_file_system *system, uint32_t sectors,
                      const char *options)
{
    fat_medium_begin_with(test, system, sectors, options, FAT_MEDIUM_KEPT_BYTES);
}

void fat_medium_begin_with(struct fat_medium *test, struct tay_file_system *system,
                           uint32_t sectors, const char *options, size_t kept_bytes)
{
    *test = (struct fat_medium){.identity = 17, .kept_bytes = kept_bytes};
    disk_make(&test->disk, sectors);
    disk_format(&test->disk, options);
    test->kept_memory = aligned_alloc(4096, kept_bytes);
    memset(test->kept_memory, 0x5a, kept_bytes); /* no state of this server */
    test->cache = malloc(CACHE_CHUNKS * CHUNK_BYTES);
    fat_medium_restart(test, system);
}

void fat_medium_end(struct fat_medium *test)
{
    disk_end(&test->disk);
    free(test->kept_memory);
    free(test->cache);
    free(test->table);
}
