/* SPDX-License-Identifier: MIT */
/*
 * A device in memory, which programs of the host see as a file; and what they say of the volume on
 * it.
 */
#ifndef DISK_H
#define DISK_H

#include <fat.h>

#define DISK_OUTPUT_BYTES 65536u

struct disk {
    int fd;
    char path[64]; /* by which other programs open it */
    uint8_t *bytes;
    struct fat_device device;
    uint64_t writes; /* sectors written so far */
    uint64_t reads;
    uint64_t fail_after; /* so many sectors are written, then the device fails; UINT64_MAX: never */
    bool is_read_only;   /* a write fails the test */
    /* Called before each sector is written. */
    void (*before_write)(struct disk *disk, uint32_t sector, const uint8_t *data);
    void (*on_flush)(struct disk *disk);
    void *owner;
};

/* A disk of zeros. */
void disk_make(struct disk *disk, uint32_t sectors);
void disk_end(struct disk *disk);

/* Runs a program of the host, the disk's path for each "%s" of the format; its output into
 * `output`, unless that is NULL. Returns its exit status. */
int disk_run(const struct disk *disk, char *output, const char *format);

/* mkfs.vfat with options, the same volume each time; fails the test if it fails. */
void disk_format(const struct disk *disk, const char *options);

/* Fails the test, with what it says, unless fsck.vfat has nothing to say about the volume. */
void disk_expect_clean(const struct disk *disk);

/* Memory for a volume, of the test's own sizes; time stands where `disk_clock_s` is. */
struct disk_memory {
    struct fat_resources resources;
};
extern int64_t disk_clock_s;
void disk_memory_make(struct disk_memory *memory, uint32_t slots, uint32_t nodes, size_t bitmap);
void disk_memory_end(struct disk_memory *memory);

#endif
