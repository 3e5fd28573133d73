/* SPDX-License-Identifier: MIT */
/*
 * The volume that is served: mounted, put away, or not there.
 *
 * A card may go at any moment, and so may this program; both are mended in the same way. What
 * waited to be written lies in `kept`; once the same card is back it is written (fat_replay), the
 * volume is mounted, which mends what was half done, and what sessions have open is opened again.
 */
#ifndef FAT_MEDIUM_H
#define FAT_MEDIUM_H

#include "chunks.h"
#include "nodes.h"

/* Where the volume comes from. */
struct medium_source {
    void *context;
    /* Finds it: NULL, or why there is none. `identity`: no other volume has it, most likely.
     * `is_read_only`: the medium takes no writes. */
    const char *(*open)(void *context, struct fat_device *device, uint64_t *identity,
                        bool *is_read_only);
    bool (*is_gone)(void *context); /* the medium was taken out */
    void (*close)(void *context);
    int64_t (*clock)(void *context); /* seconds since 1970 */
    uint64_t (*now_ns)(void *context);
    /* Memory for so many bytes, to be given back; NULL: there is none. */
    void *(*take_memory)(void *context, size_t bytes);
    void (*give_memory)(void *context, void *memory, size_t bytes);
    void (*tell)(void *context, const char *text, const char *more); /* on the log: a sentence */
};

/* Content that was read last, from where it may be read again as long as nothing else is done. */
struct medium_last {
    tay_file_node_t node;
    uint64_t begin, end; /* offsets in the file; the same: nothing */
    const uint8_t *data;
};

struct medium {
    const struct medium_source *source;
    void *kept_memory; /* outlives the server, and was all 0 once */
    size_t kept_bytes;
    void *table; /* medium_table_bytes of memory, all 0 */
    struct tay_file_system *system;
    void *cache; /* memory for content */
    size_t cache_bytes;

    struct kept *kept;
    struct nodes nodes;
    struct fat_node *open; /* the volume's nodes, and their chains */
    uint32_t *open_chains;
    bool is_mounted;
    struct medium_last last;
    uint64_t retry_ns;    /* when it is looked for again, if somebody asks for a file */
    const char *told;     /* why it is not mounted, or read-only, as was told last */
    bool told_of_failure; /* that something cannot be written */
    struct chunks chunks;
};

/* How much memory is needed beside so much that is kept; 0: that is too little. */
size_t medium_table_bytes(size_t kept_bytes);

/* Begins with what was kept, and mounts the volume if there is one. What is above `kept` is filled
 * in; `system` has its functions, and no sessions yet. */
void medium_begin(struct medium *medium);

enum tay_file_error medium_mount(struct medium *medium);
enum tay_file_error medium_unmount(struct medium *medium);

/* Looks for the volume that is not there. */
enum tay_file_error medium_find(struct medium *medium);

/* What a status other than FAT_OK is to the caller, and what follows from it. */
enum tay_file_error medium_fail(struct medium *medium, enum fat_status status);

/* Writes all that waits. */
enum tay_file_error medium_sync(struct medium *medium);

/* The same, when there was nothing to do for a while: the volume says then that it is whole. */
enum tay_file_error medium_settle(struct medium *medium);

/* Whether medium_sync should be called some time. */
static inline bool medium_waits(const struct medium *medium)
{
    return medium->is_mounted && fat_waits(&medium->kept->volume);
}

static inline struct fat_volume *medium_volume(const struct medium *medium)
{
    return &medium->kept->volume;
}

/* Before and behind all that is done with the volume. medium_enter looks for it if it is not there.
 * medium_leave says what a status is to the caller. */
static inline enum tay_file_error medium_enter(struct medium *medium)
{
    enum tay_file_error error = medium->is_mounted ? TAY_FILE_OK : medium_find(medium);
    if (error == TAY_FILE_OK) {
        medium->last.end = medium->last.begin;
        fat_begin(medium_volume(medium));
    }
    return error;
}

static inline enum tay_file_error medium_leave(struct medium *medium, enum fat_status status)
{
    fat_end(medium_volume(medium));
    return status == FAT_OK ? TAY_FILE_OK : medium_fail(medium, status);
}

#endif
