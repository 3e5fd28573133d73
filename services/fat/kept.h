/* SPDX-License-Identifier: MIT */
/*
 * What outlives the server, in memory that init keeps: sessions, which files they have open, and
 * what was changed and waits to be written. Plain data: the pointers in it are set anew.
 *
 * The invariant: whatever instruction the server dies at, the next instance can read this; what it
 * reads it checks.
 */
#ifndef FAT_KEPT_H
#define FAT_KEPT_H

#include "fat.h"
#include <tay/file_server.h>

#define KEPT_SESSIONS 256u
#define KEPT_SLOTS 128u

/* Of a path that is walked each name is one, at its deepest; a renaming walks two. They must not
 * push each other out. */
#define KEPT_FOUND (2 * (FAT_DEPTH_MAX + 2))
#define KEPT_NODES (1 + KEPT_SESSIONS + KEPT_FOUND)

/* What a session has open. */
struct kept_node {
    struct fat_place place;
    uint16_t generation; /* counts the files that had this place in the table */
    bool is_removed;     /* it has no name any more */
    bool is_lost;        /* it was not found again */
    bool is_told_lost;   /* and that was told, by this instance or another one */
};

struct kept {
    uint32_t magic;
    uint32_t bytes;       /* sizeof (struct kept): another layout is another version */
    uint64_t identity;    /* of the card and the partition that the rest is about */
    uint64_t last_serial; /* of a session */
    bool is_in_use;       /* a volume was mounted, and not unmounted since */
    bool is_put_away;     /* somebody asked to unmount it */
    struct tay_file_session sessions[KEPT_SESSIONS];
    struct kept_node nodes[KEPT_NODES];
    struct fat_volume volume;
    struct fat_slot slots[KEPT_SLOTS];
};

/* Before anything else is read: flags that were damaged become true. */
void kept_settle(struct kept *kept);

#endif
