/* SPDX-License-Identifier: MIT */
/*
 * A FAT file system on a block device: FAT32, and FAT16 of small cards, with long names.
 *
 * The invariant: the volume on the device is at all times what a first part of all changes of its
 * structure made of it, in the order in which they were made (docs/fat.md). Each operation makes
 * its changes in an order of which every first part is either a sound volume or one that the next
 * mount can mend without losing a file.
 *
 * All memory is the caller's, and nothing waits but the device's functions. One thread at a time
 * may use a volume.
 *
 * Sources: "[FAT]" is Microsoft's "Extensible Firmware Initiative FAT32 File System Specification",
 * version 1.03.
 */
#ifndef FAT_FAT_H
#define FAT_FAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAT_SECTOR_BYTES 512u

/* A name has at most so many units of UTF-16 ([FAT] "Long Directory Entries"); in UTF-8 it needs at
 * most three bytes for each. */
#define FAT_NAME_UNITS 255u
#define FAT_NAME_BYTES (3u * FAT_NAME_UNITS)

/* Directories lie at most so deep below the root. */
#define FAT_DEPTH_MAX 128u

/* Fewer slots than this leave no room for the sectors of one operation. */
#define FAT_SLOTS_MIN 8u

enum fat_status {
    FAT_OK,
    FAT_INVAL,       /* an argument is outside its documented range */
    FAT_NOENT,       /* there is no such name, or the directory was removed */
    FAT_EXISTS,      /* there is such a name already */
    FAT_NOTDIR,      /* this is a file, a directory was wanted */
    FAT_ISDIR,       /* this is a directory, a file was wanted */
    FAT_NOTEMPTY,    /* the directory has entries */
    FAT_NAME,        /* the name is not UTF-8, or has a character that FAT forbids */
    FAT_LONG,        /* the name has more than FAT_NAME_UNITS units; too many directories deep */
    FAT_FULL,        /* no cluster is free */
    FAT_DIRFULL,     /* the directory can have no more entries */
    FAT_BIG,         /* a file cannot have more than 4 GiB - 1 bytes */
    FAT_READONLY,    /* the volume, or the file, must not be changed */
    FAT_NOMEM,       /* as many files are open as the caller gave memory for */
    FAT_STALE,       /* the number is of no open file */
    FAT_IO,          /* the device failed */
    FAT_CORRUPT,     /* the volume contradicts itself; it is read-only from now on */
    FAT_UNSUPPORTED, /* not a volume that this can read: fat_volume.reason says why */
};

/* What the volume lies on: sectors of FAT_SECTOR_BYTES, counted from the volume's first. Each
 * function returns 0, or anything else if the device failed. A sector is written as a whole or not
 * at all; of one write the sectors are written in their order; and a write that was begun later
 * reaches no sector before one that was begun earlier. flush returns when all that was written will
 * outlast a loss of power. */
struct fat_device {
    void *context;
    uint32_t sectors;
    int (*read)(void *context, uint32_t sector, void *to, uint32_t count);
    int (*write)(void *context, uint32_t sector, const void *from, uint32_t count);
    int (*flush)(void *context);
};

/* A sector in memory. The members belong to cache.c. */
struct fat_slot {
    _Alignas(
        64) uint8_t data[FAT_SECTOR_BYTES]; /* 64: the largest line of a cache that DMA meets */
    uint32_t sector;
    uint32_t chain; /* the first slot of the hash chain that has this slot's number */
    uint32_t next;  /* in its chain */
    uint32_t next_dirty;
    uint8_t state;
    uint8_t is_recent;
};

/* Clusters of a file that follow each other on the device as in the file. */
struct fat_run {
    uint32_t index; /* of the first one, in the file */
    uint32_t cluster;
    uint32_t count; /* 0: nothing */
};

#define FAT_NODE_RUNS 4u

/* Where the entry of a file or directory is, and which one it is. */
struct fat_place {
    uint32_t sector; /* with the slot of the short name; 0: the root */
    uint32_t offset;
    uint8_t name[11]; /* the short name */
    bool is_directory;
};

/* An open file or directory. It has no pointers. The members belong to the core. */
struct fat_node {
    uint32_t references; /* 0: this place is free */
    uint32_t next;       /* in the chain of its place, or of free ones; 0: none */
    struct fat_place place;
    uint32_t start; /* its first cluster; 0: none, or the root of FAT16 */
    uint32_t size;  /* in bytes; 0 for directories */
    uint32_t next_run;
    struct fat_run runs[FAT_NODE_RUNS];
    uint16_t write_time;
    uint16_t write_date;
    uint8_t attributes;
    uint8_t is_changed; /* its entry on the device tells less */
    uint8_t is_removed; /* it has no entry any more, and ends with its last reference */
};

/* What the caller gives to a volume: memory, which it owns again after fat_unmount, and the time.
 */
struct fat_resources {
    struct fat_slot *slots;
    uint32_t slot_count; /* FAT_SLOTS_MIN at least */
    struct fat_node *nodes;
    uint32_t *chains;    /* as many as nodes */
    uint32_t node_count; /* files open at once, and the root: 2 at least */
    uint8_t *bitmap;     /* used by fat_mount only, to mend a volume: a bit for each cluster */
    size_t bitmap_bytes;
    int64_t (*clock)(void *context); /* seconds since 1970-01-01, local time */
    void *clock_context;
};

/* A mounted volume. Callers read `reason`, `reason_cluster`; the rest belongs to the core. */
struct fat_volume {
    /* Why it is read-only, or cannot be mounted; NULL: it can be changed. */
    const char *reason;
    uint32_t reason_cluster; /* where, if that is known; otherwise 0 */

    struct fat_device device;
    struct fat_resources memory;

    /* The layout, in sectors, and never changed after mounting. */
    bool is_fat32;
    uint32_t cluster_sectors;
    uint32_t cluster_shift; /* log2 of a cluster's bytes */
    uint32_t table_start;
    uint32_t table_sectors; /* of one copy */
    uint32_t table_copies;
    uint32_t root_start; /* the root's first sector (FAT16) */
    uint32_t root_slots; /* its entries (FAT16) */
    uint32_t root_cluster;
    uint32_t data_start;
    uint32_t cluster_end; /* clusters are 2 to this, excluded */
    uint32_t info_sector; /* 0: none */

    /* What changes. */
    uint32_t free_clusters; /* FAT_UNKNOWN until counted or taken from the volume */
    bool free_is_counted;
    uint32_t next_free; /* where the search for free clusters begins */
    bool is_marked;     /* the volume says of itself that it is in use */
    bool is_torn;       /* an operation ended half-way: the next mount shall mend */
    bool has_freed;     /* clusters were freed, and the device does not know yet */

    /* Open files and directories. */
    uint32_t used_nodes;    /* the first so many were ever used */
    uint32_t free_node;     /* the first that was used and is free; 0: none */
    uint32_t changed_nodes; /* how many have is_changed */

    /* The cache. Dirty slots wait in two queues: contents of files, and structure. */
    uint32_t hand;
    uint32_t dirty_first[2], dirty_last[2];

    /* For fat_replay: an operation was begun; the slot of structure that it changed last, as it was
     * before, FAT_UNKNOWN: none. */
    bool is_busy;
    uint32_t before_slot;
    uint8_t before[FAT_SECTOR_BYTES];
};

#define FAT_UNKNOWN UINT32_MAX

/* What fat_stat and fat_next tell. */
struct fat_stat {
    uint64_t number;   /* no other that has a name has it; it changes with the name */
    uint32_t size;     /* in bytes; 0 for directories */
    uint32_t start;    /* the first cluster: different for all that are not empty */
    int64_t written_s; /* seconds since 1970-01-01, local time; to 2 seconds */
    bool is_directory;
    bool is_read_only;
};

struct fat_name {
    char text[FAT_NAME_BYTES + 1]; /* UTF-8, ends with 0 */
    struct fat_stat stat;
};

/* The number of an open file or directory of a volume. */
typedef uint32_t fat_ref_t;
#define FAT_ROOT ((fat_ref_t)0) /* always open */

/* Begins to use a volume.
 *
 * A volume that was not unmounted is checked. What a cut may leave (docs/fat.md) is mended; if
 * there is anything else, or bitmap_bytes are too few, it is mounted read-only, and vol->reason
 * says why.
 *
 * FAT_UNSUPPORTED: no volume, or none that this can read: vol->reason. FAT_INVAL: too few slots or
 * nodes. FAT_IO: the device failed. In all three cases it is not mounted. */
enum fat_status fat_mount(struct fat_volume *vol, const struct fat_device *device,
                          const struct fat_resources *memory);

/* Writes all that waits and marks the volume as unmounted; files that are open are closed. FAT_IO:
 * the device failed, and the next mount will mend. In both cases the volume is not used any more.
 */
enum fat_status fat_unmount(struct fat_volume *vol);

/* Writes what waits in the memory of an instance that died, before its volume is mounted again.
 *
 * `vol` and memory->slots are as that one left them, whatever instruction it died at. What is
 * written is what that instance would have written, in the same order; of an operation that was not
 * ended a first part may be done then. *written: how many sectors had waited.
 *
 * FAT_CORRUPT: what is there makes no sense, or is of another volume, and nothing was written.
 * FAT_IO: the device failed. */
enum fat_status fat_replay(struct fat_volume *vol, const struct fat_device *device,
                           const struct fat_resources *memory, uint32_t *written);

/* Tells fat_replay where an operation begins and ends, for those who have a volume in memory that
 * outlives them: outside of that all that was changed is whole. */
void fat_begin(struct fat_volume *vol);
void fat_end(struct fat_volume *vol);

/* Whether anything waits to be written. */
static inline bool fat_waits(const struct fat_volume *vol)
{
    return vol->dirty_first[0] != FAT_UNKNOWN || vol->dirty_first[1] != FAT_UNKNOWN;
}

/* Opens the file or directory of a name of a directory that is open. FAT_CREATE: makes an empty
 * file if there is no such name; FAT_EXCLUSIVE: that there is one is FAT_EXISTS. */
#define FAT_CREATE 1u
#define FAT_EXCLUSIVE 2u
enum fat_status fat_open(struct fat_volume *vol, fat_ref_t directory, const char *name,
                         unsigned flags, fat_ref_t *file);

/* Lets go of it. Its entry is written, not waited for. It is closed in any case; FAT_IO,
 * FAT_CORRUPT: something of it was not written. */
enum fat_status fat_close(struct fat_volume *vol, fat_ref_t file);

/* Reads up to `bytes` at an offset; *done says how many: fewer at the file's end. */
enum fat_status fat_read(struct fat_volume *vol, fat_ref_t file, uint64_t offset, void *to,
                         size_t bytes, size_t *done);

/* Writes; what lies between the file's end and the offset becomes 0. *done says how many bytes were
 * written, which an error may leave fewer. FAT_FULL, FAT_BIG: for the rest there is no room; if
 * none were written the file stays as long as it was. */
enum fat_status fat_write(struct fat_volume *vol, fat_ref_t file, uint64_t offset, const void *from,
                          size_t bytes, size_t *done);

/* Where bytes of a file lie. */
struct fat_extent {
    uint32_t sector;
    uint32_t offset; /* in the sector */
    uint32_t bytes;  /* that follow each other on the device; 0: the file ends here */
    bool waits;      /* the device does not have them yet: fat_read does */
};

/* Tells where the bytes of a file from an offset on lie, `bytes` of them at most. */
enum fat_status fat_locate(struct fat_volume *vol, fat_ref_t file, uint64_t offset, size_t bytes,
                           struct fat_extent *extent);

/* Makes a file shorter, or longer by bytes that are 0. FAT_FULL: it stays as long as it was. */
enum fat_status fat_truncate(struct fat_volume *vol, fat_ref_t file, uint64_t size);

/* Tells a file's entry what was changed; with other changes it waits to be written. */
enum fat_status fat_save(struct fat_volume *vol, fat_ref_t file);

/* Returns when all that was changed will outlast a loss of power: of all files. */
enum fat_status fat_sync(struct fat_volume *vol);

/* As fat_sync; and marks the volume as unmounted until the next change, if no file that was removed
 * is open: so that there is nothing to mend if it is never unmounted. */
enum fat_status fat_settle(struct fat_volume *vol);

enum fat_status fat_stat(struct fat_volume *vol, fat_ref_t file, struct fat_stat *stat);

/* The size of an open file; a directory: 0. */
enum fat_status fat_size(const struct fat_volume *vol, fat_ref_t file, uint64_t *size);

/* Sets when a file was written last: seconds since 1970, in the years 1980 to 2107. */
enum fat_status fat_set_time(struct fat_volume *vol, fat_ref_t file, int64_t written_s);

/* Where the entry of an open file or directory is. FAT_NOENT: it was removed. */
enum fat_status fat_find_place(struct fat_volume *vol, fat_ref_t file, struct fat_place *place);

/* Opens what is at a place, under a number that is of no open file. FAT_NOENT: it is not there any
 * more. */
enum fat_status fat_open_place(struct fat_volume *vol, const struct fat_place *place,
                               fat_ref_t file);

/* Keeps a number that is of no open file from becoming one's, until it is closed. */
void fat_reserve(struct fat_volume *vol, fat_ref_t file);

/* The next entry of a directory, from *position on, which is 0 at first, and set to the one behind.
 * FAT_NOENT: there are no more. Entries "." and ".." are not told. */
enum fat_status fat_next(struct fat_volume *vol, fat_ref_t directory, uint32_t *position,
                         struct fat_name *name);

enum fat_status fat_make_directory(struct fat_volume *vol, fat_ref_t directory, const char *name);

/* Removes a file, or an empty directory. One that is open stays usable until it is closed; nothing
 * can be made in a directory that was removed. */
enum fat_status fat_remove(struct fat_volume *vol, fat_ref_t directory, const char *name);
enum fat_status fat_remove_directory(struct fat_volume *vol, fat_ref_t directory, const char *name);

/* Gives a file or directory another name, which may be in another directory. If there is such a
 * name it is replaced: a file by a file, an empty directory by a directory. At no cut is there
 * neither. FAT_INVAL: the directory would get into itself. */
enum fat_status fat_rename(struct fat_volume *vol, fat_ref_t from, const char *name, fat_ref_t to,
                           const char *new_name);

/* Clusters in all and free ones, and a cluster's bytes. The first call reads the whole table. */
struct fat_space {
    uint32_t cluster_bytes;
    uint32_t clusters;
    uint32_t free_clusters;
};
enum fat_status fat_space(struct fat_volume *vol, struct fat_space *space);

/* A status in words, for messages. */
const char *fat_status_text(enum fat_status status);

#endif
