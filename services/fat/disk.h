/* SPDX-License-Identifier: MIT */
/*
 * A partition of a card, as a device of the file system, by the block protocol.
 *
 * The driver may die and come back: then the call is made once more, by another session on the same
 * card. A card that is gone, or another one in its place, fails each call until disk_open.
 */
#ifndef FAT_DISK_H
#define FAT_DISK_H

#include "partition.h"
#include <tay/abi/types.h>

struct disk {
    tay_cap_t driver;   /* its endpoint */
    unsigned partition; /* which, or PARTITION_ANY */
    tay_cap_t session;  /* on the partition; TAY_CAP_NULL: none */
    struct partition place;
    uint32_t serial; /* of the card */
    bool is_gone;    /* the card was taken out, or the driver does not come back */
    bool is_read_only;
};

/* Finds the partition. NULL, or why there is none. */
const char *disk_open(struct disk *disk);

void disk_close(struct disk *disk);

struct fat_device disk_device(struct disk *disk);

#endif
