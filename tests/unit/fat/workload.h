/* SPDX-License-Identifier: MIT */
/*
 * Random operations on a volume, beside a model of it: what each name should have.
 *
 * The same seed takes the same steps. The model believes the file system in one thing only: how
 * many bytes were written before the volume was full.
 */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include "disk.h"

#define WORK_OBJECTS 96
#define WORK_NAMES 40u
#define WORK_ROOT (-1)
#define WORK_NOTHING (-2)

struct object {
    bool is_used;
    bool is_directory;
    bool is_open;
    bool is_removed; /* but open */
    bool is_synced;  /* and not touched since */
    int parent;      /* -1: the root */
    uint32_t name;   /* which of the names */
    uint8_t *data;
    uint32_t size;
    fat_ref_t ref;
};

struct work {
    struct disk *disk;
    struct disk_memory memory;
    struct fat_volume vol;
    struct object objects[WORK_OBJECTS];
    uint64_t random;
    uint32_t step;
    uint32_t bytes_max; /* of one file */
    uint32_t full;      /* how often the volume was full */
    const char *doing;
    /* While a file or directory is being renamed: which, its new place, and what it replaces. */
    int renamed;      /* WORK_NOTHING: none is */
    bool has_renamed; /* since the last sync */
    bool was_synced;
    bool was_replaced_synced;
    int new_parent;
    uint32_t new_name;
    int replaced;
};

/* Formats the disk and mounts it. */
void work_start(struct work *work, struct disk *disk, const char *options, uint64_t seed);

/* One operation; fails the test where the file system and the model differ. */
void work_step(struct work *work);

/* Compares all that is on the volume with the model. */
void work_compare(struct work *work);

void work_sync(struct work *work);
void work_remount(struct work *work);

/* Closes all and unmounts. */
void work_end(struct work *work);

/* The bytes of a file of the model are those under a name of another mount of the volume. */
bool work_has(struct fat_volume *vol, const struct work *work, int parent, uint32_t name,
              const struct object *object);

/* Opens a directory of the model on a mount of the volume; fails the test if it is not there. */
fat_ref_t work_open_directory(struct fat_volume *vol, const struct work *work, int directory);

const char *work_name(uint32_t name, bool is_lower);

#endif
