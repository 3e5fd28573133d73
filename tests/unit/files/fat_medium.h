/* SPDX-License-Identifier: MIT */
/*
 * The server of FAT on a disk in memory, which can be taken out, and which outlives the server.
 */
#ifndef FILES_FAT_MEDIUM_H
#define FILES_FAT_MEDIUM_H

#include "files.h"
#include <disk.h>

struct fat_medium {
    struct disk disk;
    void *kept_memory;
    size_t kept_bytes;
    struct kept *kept; /* there */
    struct medium medium;
    void *cache, *table;
    bool is_out;        /* the disk is */
    bool is_failing;    /* each transfer fails, and the disk is there */
    bool has_no_memory; /* to mend a volume */
    bool is_protected;
    uint32_t bad_sector; /* cannot be read, nor what is read with it; 0: all can */
    uint64_t identity;
    uint64_t now_ns;
    char told[1024]; /* one line for each sentence, since it was emptied */
};

#define FAT_MEDIUM_KEPT_BYTES (128u << 10)

/* A formatted disk, which a server begins to use; with FAT_MEDIUM_KEPT_BYTES for what is kept, or
 * others. */
void fat_medium_begin(struct fat_medium *test, struct tay_file_system *system, uint32_t sectors,
                      const char *options);
void fat_medium_begin_with(struct fat_medium *test, struct tay_file_system *system,
                           uint32_t sectors, const char *options, size_t kept_bytes);
void fat_medium_end(struct fat_medium *test);

/* Another instance of the server, which finds what was kept. */
void fat_medium_restart(struct fat_medium *test, struct tay_file_system *system);

#endif
