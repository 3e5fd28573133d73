/* SPDX-License-Identifier: MIT */
/*
 * Each reason is told once, until another one comes or it is over.
 */
#include "medium.h"

#include "bytes.h"
#include <string.h>

#define RETRY_NS UINT64_C(1000000000)

/* Of serial numbers: more than were used, for sessions that could not be opened, since they were
 * kept last. */
#define SERIALS (1u << 20)

#define BOOT_CLUSTER_SECTORS 13u /* [FAT] "Boot Sector and BPB" */

static void tell(struct medium *medium, const char *text, const char *more)
{
    medium->source->tell(medium->source->context, text, more);
}

static void tell_reason(struct medium *medium, const char *text, const char *reason)
{
    if (medium->told == NULL || strcmp(medium->told, reason) != 0) {
        tell(medium, text, reason);
    }
    medium->told = reason;
}

/* For each node that is kept: what is here, and in the volume. */
#define TABLE_NODE_BYTES (sizeof(struct node) + sizeof(struct fat_node) + 2 * sizeof(uint32_t))

size_t medium_table_bytes(size_t kept_bytes)
{
    uint32_t sessions = kept_sessions_in(kept_bytes);
    return sessions == 0 ? 0 : (sessions + KEPT_MORE_NODES) * TABLE_NODE_BYTES;
}

static void lay_out_table(struct medium *medium)
{
    uint32_t count = medium->kept->node_count;
    medium->nodes.node = medium->table;
    medium->open = (struct fat_node *)(medium->nodes.node + count);
    medium->open_chains = (uint32_t *)(medium->open + count);
    medium->nodes.chains = medium->open_chains + count;
}

static void take_over(struct medium *medium)
{
    struct kept *kept = kept_open(medium->kept_memory, medium->kept_bytes);
    struct tay_file_system *system = medium->system;
    medium->kept = kept;
    lay_out_table(medium);
    system->state = medium;
    system->root = NODES_ROOT;
    system->session = kept->sessions;
    system->session_count = kept->session_count;
    system->used_places = kept_used(kept);
    system->number = medium->source->now_ns(medium->source->context);
    system->last_serial = kept->last_serial + SERIALS;
    tay_file_system_resume(system);
    nodes_begin(&medium->nodes, kept);
    tay_file_system_resume(system); /* some may have made no sense */
    kept_note_sessions(kept, system);
}

void medium_begin(struct medium *medium)
{
    take_over(medium);
    if (!medium->kept->is_put_away) {
        enum tay_file_error error = medium_mount(medium);
        (void)error; /* told */
    }
}

/* What waited when the volume went, or the instance before did. FAT_IO: it waits on. */
static enum fat_status replay(struct medium *medium, const struct fat_device *device,
                              const struct fat_resources *memory, bool is_same)
{
    struct fat_volume *vol = medium_volume(medium);
    uint32_t written;
    if (!is_same) {
        if (fat_waits(vol)) {
            tell(medium, "what another card has not got is lost", NULL);
        }
        return FAT_OK;
    }
    enum fat_status status = fat_replay(vol, device, memory, &written);
    if (status == FAT_CORRUPT) {
        tell(medium, "what the card has not got is lost", fat_status_text(status));
        return FAT_OK;
    }
    return status;
}

/* Memory to mend a volume with: a bit for each cluster, of which there are no more than this. */
static size_t bitmap_bytes(const struct fat_device *device)
{
    uint8_t boot[FAT_SECTOR_BYTES];
    if (device->sectors == 0 || device->read(device->context, 0, boot, 1) != 0 ||
        boot[BOOT_CLUSTER_SECTORS] == 0) {
        return 0;
    }
    return device->sectors / boot[BOOT_CLUSTER_SECTORS] / 8 + 1;
}

/* Without memory nothing is mended, and a volume that wants it is read-only. */
static enum fat_status mount_volume(struct medium *medium, const struct fat_device *device,
                                    struct fat_resources *memory, bool is_read_only)
{
    const struct medium_source *source = medium->source;
    struct fat_volume *vol = medium_volume(medium);
    size_t bytes = is_read_only ? 0 : bitmap_bytes(device);
    memory->bitmap = bytes == 0 ? NULL : source->take_memory(source->context, bytes);
    memory->bitmap_bytes = memory->bitmap == NULL ? 0 : bytes;
    enum fat_status status = fat_mount(vol, device, memory);
    if (memory->bitmap != NULL) {
        source->give_memory(source->context, memory->bitmap, bytes);
    }
    vol->memory.bitmap = NULL;
    vol->memory.bitmap_bytes = 0;
    return status;
}

static enum tay_file_error refuse(struct medium *medium, const char *reason,
                                  enum tay_file_error error)
{
    tell_reason(medium, "not mounted", reason);
    medium->source->close(medium->source->context);
    medium->retry_ns = medium->source->now_ns(medium->source->context) + RETRY_NS;
    return error;
}

/* After the volume was mounted. */
static void begin_use(struct medium *medium, bool is_read_only)
{
    struct fat_volume *vol = medium_volume(medium);
    if (is_read_only) {
        vol->reason = "the card is write-protected";
    }
    unsigned lost = nodes_mount(&medium->nodes);
    medium->is_mounted = true;
    medium->kept->is_in_use = true;
    medium->system->is_read_only = vol->reason != NULL;
    medium->told_of_failure = false;
    if (vol->reason != NULL) {
        tell_reason(medium, "mounted read-only", vol->reason);
    } else {
        medium->told = NULL;
        tell(medium, vol->is_fat32 ? "mounted, FAT32" : "mounted, FAT16", NULL);
    }
    if (lost != 0) {
        tell(medium, "files that were open are not there any more", NULL);
    }
}

enum tay_file_error medium_mount(struct medium *medium)
{
    const struct medium_source *source = medium->source;
    struct kept *kept = medium->kept;
    struct fat_resources memory = {.slots = kept->slots,
                                   .slot_count = KEPT_SLOTS,
                                   .nodes = medium->open,
                                   .chains = medium->open_chains,
                                   .node_count = kept->node_count,
                                   .clock = source->clock,
                                   .clock_context = source->context};
    struct fat_device below;
    uint64_t identity;
    bool is_read_only;
    kept->is_put_away = false;
    if (medium->is_mounted) {
        return TAY_FILE_OK;
    }
    const char *reason = source->open(source->context, &below, &identity, &is_read_only);
    if (reason != NULL) {
        return refuse(medium, reason, TAY_FILE_ENODEV);
    }
    chunks_start(&medium->chunks, &below, medium->cache, medium->cache_bytes);
    struct fat_device device = chunks_device(&medium->chunks);
    bool is_same = identity == kept->identity;
    enum fat_status status = kept->is_in_use ? replay(medium, &device, &memory, is_same) : FAT_OK;
    if (status == FAT_OK && !is_same) {
        nodes_lose(&medium->nodes);
    }
    if (status == FAT_OK) {
        kept->is_in_use = false;
        kept->identity = identity;
        status = mount_volume(medium, &device, &memory, is_read_only);
    }
    if (status != FAT_OK) {
        reason = status == FAT_UNSUPPORTED ? medium_volume(medium)->reason : NULL;
        return refuse(medium, reason != NULL ? reason : fat_status_text(status),
                      status == FAT_IO ? TAY_FILE_EIO : TAY_FILE_ENODEV);
    }
    begin_use(medium, is_read_only);
    return TAY_FILE_OK;
}

/* The volume is not to be had any more. */
static void end_use(struct medium *medium)
{
    nodes_unmount(&medium->nodes);
    medium->is_mounted = false;
    medium->last.end = medium->last.begin;
}

enum tay_file_error medium_unmount(struct medium *medium)
{
    enum tay_file_error error = TAY_FILE_OK;
    if (!medium->is_mounted && medium->kept->is_in_use) {
        bool waits = fat_waits(medium_volume(medium));
        enum tay_file_error mounted = medium_mount(medium); /* it may be back */
        error = waits && mounted != TAY_FILE_OK ? TAY_FILE_EIO : TAY_FILE_OK;
    }
    if (medium->is_mounted) {
        fat_begin(medium_volume(medium));
        enum fat_status status = fat_unmount(medium_volume(medium));
        fat_end(medium_volume(medium));
        end_use(medium);
        medium->kept->is_in_use = false;
        tell(medium, "unmounted", status == FAT_OK ? NULL : fat_status_text(status));
        error = status == FAT_OK ? TAY_FILE_OK : TAY_FILE_EIO;
    }
    medium->kept->is_put_away = true;
    medium->told = NULL;
    medium->source->close(medium->source->context);
    return error;
}

/* The card is gone. What waits stays, for when it is back. */
static void suspend(struct medium *medium)
{
    bool waits = fat_waits(medium_volume(medium));
    tell(medium, "the card is gone", waits ? "and has not got all that was written" : NULL);
    medium->told = "there is no card";
    end_use(medium);
    medium->source->close(medium->source->context);
    medium->retry_ns = medium->source->now_ns(medium->source->context) + RETRY_NS;
}

enum tay_file_error medium_find(struct medium *medium)
{
    bool is_due = medium->source->now_ns(medium->source->context) >= medium->retry_ns;
    return medium->kept->is_put_away || !is_due ? TAY_FILE_ENODEV : medium_mount(medium);
}

static enum tay_file_error error_of(const struct medium *medium, enum fat_status status)
{
    static const uint8_t errors[] = {
        [FAT_OK] = TAY_FILE_OK,
        [FAT_INVAL] = TAY_FILE_EINVAL,
        [FAT_NOENT] = TAY_FILE_ENOENT,
        [FAT_EXISTS] = TAY_FILE_EEXIST,
        [FAT_NOTDIR] = TAY_FILE_ENOTDIR,
        [FAT_ISDIR] = TAY_FILE_EISDIR,
        [FAT_NOTEMPTY] = TAY_FILE_ENOTEMPTY,
        [FAT_NAME] = TAY_FILE_EINVAL,
        [FAT_LONG] = TAY_FILE_ENAMETOOLONG,
        [FAT_FULL] = TAY_FILE_ENOSPC,
        [FAT_DIRFULL] = TAY_FILE_ENOSPC,
        [FAT_BIG] = TAY_FILE_EFBIG,
        [FAT_READONLY] = TAY_FILE_EROFS,
        [FAT_NOMEM] = TAY_FILE_ENFILE,
        [FAT_STALE] = TAY_FILE_EIO,
        [FAT_IO] = TAY_FILE_EIO,
        [FAT_CORRUPT] = TAY_FILE_EIO,
        [FAT_UNSUPPORTED] = TAY_FILE_ENODEV,
    };
    if (status == FAT_READONLY && medium_volume(medium)->reason == NULL) {
        return TAY_FILE_EACCES; /* the file's own attribute */
    }
    return (enum tay_file_error)errors[status];
}

enum tay_file_error medium_fail(struct medium *medium, enum fat_status status)
{
    const struct fat_volume *vol = medium_volume(medium);
    enum tay_file_error error = error_of(medium, status);
    if (status == FAT_IO && medium->source->is_gone(medium->source->context)) {
        suspend(medium);
    } else if (vol->reason != NULL && !medium->system->is_read_only) {
        medium->system->is_read_only = true;
        tell_reason(medium, "read-only from now on", vol->reason);
    }
    return error;
}

static enum tay_file_error write_all(struct medium *medium,
                                     enum fat_status (*write)(struct fat_volume *vol))
{
    enum tay_file_error error = medium_enter(medium);
    if (error != TAY_FILE_OK) {
        return error;
    }
    error = medium_leave(medium, write(medium_volume(medium)));
    if (error == TAY_FILE_OK) {
        medium->told_of_failure = false;
    } else if (medium->is_mounted && !medium->told_of_failure) {
        medium->told_of_failure = true;
        tell(medium, "what was written does not reach the card", tay_file_error_text(error));
    }
    return error;
}

enum tay_file_error medium_sync(struct medium *medium)
{
    return write_all(medium, fat_sync);
}

enum tay_file_error medium_settle(struct medium *medium)
{
    return write_all(medium, fat_settle);
}
