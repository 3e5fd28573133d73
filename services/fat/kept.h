/* SPDX-License-Identifier: MIT */
/*
 * What outlives the server, in memory that init keeps: sessions, which files they have open, and
 * what was changed and waits to be written. Plain data: the pointers in it are set anew.
 *
 * The invariant: whatever instruction the server dies at, the next instance can read this; what it
 * reads it checks. How many sessions and nodes there are follows from how much memory there is, and
 * is not taken from what lies there.
 */
#ifndef FAT_KEPT_H
#define FAT_KEPT_H

#include "fat.h"
#include <tay/file_server.h>

#define KEPT_SLOTS 128u

/* Of a path that is walked each name is one, at its deepest; a renaming walks two. They must not
 * push each other out. */
#define KEPT_FOUND (2 * (FAT_DEPTH_MAX + 2))

/* So many more nodes than sessions. */
#define KEPT_MORE_NODES (1 + KEPT_FOUND)

/* A node's place in the table has so many bits, and a session's number. */
#define KEPT_INDEX_BITS 20
#define KEPT_INDEX_MASK ((1u << KEPT_INDEX_BITS) - 1)
#define KEPT_SESSIONS_MAX (KEPT_INDEX_MASK - KEPT_MORE_NODES)

/* What a session has open. */
struct kept_node {
    struct fat_place place;
    uint16_t generation; /* counts the files that had this place in the table */
    bool is_removed;     /* it has no name any more */
    bool is_lost;        /* it was not found again */
    bool is_told_lost;   /* and that was told, by this instance or another one */
};

/* The sessions lie behind it, and behind those the nodes. */
struct kept {
    uint32_t magic;
    uint32_t bytes;         /* sizeof (struct kept): another layout is another version */
    uint32_t session_count; /* so is another count */
    uint32_t used_sessions; /* the first so many were ever used, ... */
    uint32_t used_check;    /* ... if this is its complement; else any may have been */

    /* Set by kept_open. */
    uint32_t node_count;
    struct tay_file_session *sessions;
    struct kept_node *nodes;

    uint64_t identity;    /* of the card and the partition that the rest is about */
    uint64_t last_serial; /* of a session */
    bool is_in_use;       /* a volume was mounted, and not unmounted since */
    bool is_put_away;     /* somebody asked to unmount it */
    struct fat_volume volume;
    struct fat_slot slots[KEPT_SLOTS];
};

/* How many sessions there is room for in so many bytes; 0: in too few. */
uint32_t kept_sessions_in(size_t bytes);

/* What was kept in memory with room for a session at least, which was all 0 once. What is none of
 * this version goes, and flags that were damaged become true. */
struct kept *kept_open(void *memory, size_t bytes);

/* No sessions but the first so many were ever used. */
uint32_t kept_used(const struct kept *kept);

/* Before a session is open. */
static inline void kept_note_sessions(struct kept *kept, const struct tay_file_system *system)
{
    kept->last_serial = system->last_serial;
    kept->used_sessions = system->used_places;
    kept->used_check = ~system->used_places;
}

/* Before a node that a session has open is read: flags that were damaged become true. */
void kept_settle_node(struct kept_node *node);

#endif
