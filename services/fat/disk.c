/* SPDX-License-Identifier: MIT */
/*
 * A transfer is never done in part: it may be repeated as a whole.
 */
#include "disk.h"

#include <tay/operations.h>
#include <tay/protocol/block.h>
#include <tay/status.h>
#include <tay/time.h>

/* A driver that has died twice is started again after a delay (docs/supervision.md). */
#define WAIT_NS (20 * (tay_time_t)TAY_NS_PER_MS)
#define WAITS_OPEN 10
#define WAITS_TRANSFER 100

/* A transfer that was cut off so often is not asked for again. */
#define TRIES 4

static void wait_a_little(void)
{
    struct tay_alarm alarm;
    if (tay_alarm_create(&alarm) == TAY_OK) {
        enum tay_status status = tay_alarm_sleep_until(&alarm, tay_time_after(WAIT_NS));
        if (status == TAY_OK) {
            status = tay_alarm_close(&alarm);
        }
        (void)status; /* it is only about time */
    }
}

/* Opens a session; waits for the driver so often. */
static enum tay_status open_session(tay_cap_t driver, const struct partition *place, int waits,
                                    tay_cap_t *session)
{
    enum tay_status status = TAY_EPEER;
    for (int n = 0; n <= waits && status == TAY_EPEER; n++) {
        if (n != 0) {
            wait_a_little();
        }
        status = tay_block_open(driver, place->first, place->count, session, NULL);
    }
    return status;
}

static void close_session(tay_cap_t *session)
{
    if (*session != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(*session);
        (void)status; /* ours */
        *session = TAY_CAP_NULL;
    }
}

void disk_close(struct disk *disk)
{
    close_session(&disk->session);
}

static const char *find_partition(struct disk *disk, tay_cap_t whole)
{
    static uint8_t first[FAT_SECTOR_BYTES];
    struct tay_block_geometry geometry;
    if (tay_block_geometry(whole, &geometry) != TAY_OK ||
        tay_block_read(whole, 0, 1, first, NULL) != TAY_OK) {
        return "the card cannot be read";
    }
    disk->serial = geometry.serial;
    disk->is_read_only = (geometry.flags & TAY_BLOCK_READ_ONLY) != 0;
    return partition_find(first, geometry.blocks, disk->partition, &disk->place);
}

const char *disk_open(struct disk *disk)
{
    tay_cap_t whole = TAY_CAP_NULL;
    disk_close(disk);
    enum tay_status status =
        open_session(disk->driver, &(struct partition){0, 0}, WAITS_OPEN, &whole);
    if (status != TAY_OK) {
        return status == TAY_EIO ? "there is no card" : tay_status_text(status);
    }
    const char *reason = find_partition(disk, whole);
    close_session(&whole);
    if (reason == NULL &&
        open_session(disk->driver, &disk->place, WAITS_OPEN, &disk->session) != TAY_OK) {
        reason = "the card cannot be read";
    }
    disk->is_gone = reason != NULL;
    return reason;
}

/* Another session, if it is the same card. */
static bool open_again(struct disk *disk)
{
    struct tay_block_geometry geometry;
    close_session(&disk->session);
    enum tay_status status =
        open_session(disk->driver, &disk->place, WAITS_TRANSFER, &disk->session);
    if (status == TAY_OK) {
        status = tay_block_geometry(disk->session, &geometry);
    }
    return status == TAY_OK && geometry.serial == disk->serial;
}

enum action { READ, WRITE, FLUSH };

static enum tay_status act(const struct disk *disk, enum action action, uint32_t sector, void *data,
                           uint32_t count, struct tay_block_error *error)
{
    switch (action) {
    case READ:
        return tay_block_read(disk->session, sector, count, data, error);
    case WRITE:
        return tay_block_write(disk->session, sector, count, data, error);
    default:
        return tay_block_flush(disk->session);
    }
}

/* Nothing is known of the card by it: the driver died, or this thread was interrupted. */
static bool is_cut_off(enum tay_status status)
{
    return status == TAY_EPEER || status == TAY_ECANCELED;
}

static int transfer(struct disk *disk, enum action action, uint32_t sector, void *data,
                    uint32_t count)
{
    struct tay_block_error error = {0};
    if (disk->is_gone) {
        return -1;
    }
    enum tay_status status = act(disk, action, sector, data, count, &error);
    for (int n = 1; n < TRIES && is_cut_off(status); n++) {
        if (status == TAY_EPEER && !open_again(disk)) {
            disk->is_gone = true;
            return -1;
        }
        status = act(disk, action, sector, data, count, &error);
    }
    disk->is_gone = status == TAY_EIO && error.fault == TAY_BLOCK_NO_MEDIUM;
    return status == TAY_OK ? 0 : -1;
}

static int read_disk(void *context, uint32_t sector, void *to, uint32_t count)
{
    return transfer(context, READ, sector, to, count);
}

static int write_disk(void *context, uint32_t sector, const void *from, uint32_t count)
{
    return transfer(context, WRITE, sector, (void *)(uintptr_t)from, count);
}

static int flush_disk(void *context)
{
    return transfer(context, FLUSH, 0, NULL, 0);
}

struct fat_device disk_device(struct disk *disk)
{
    return (struct fat_device){
        .context = disk,
        .sectors = disk->place.count,
        .read = read_disk,
        .write = write_disk,
        .flush = flush_disk,
    };
}
