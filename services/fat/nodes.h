/* SPDX-License-Identifier: MIT */
/*
 * The nodes that the server numbers: files and directories that were found, each open in the volume
 * under the same number. Those that no session has open stay for a while, with the names that they
 * were found by, so that finding them again reads nothing.
 *
 * The invariant: a node that is known has one reference in the volume, however many sessions have
 * it open; what is known of a name is true.
 */
#ifndef FAT_NODES_H
#define FAT_NODES_H

#include "kept.h"

#define NODES_NAME_BYTES 34u

struct node {
    tay_file_node_t parent;
    uint32_t opens; /* sessions */
    /* Those that are known and that no session has open, by when they were last found; the root
     * ends both. */
    uint32_t newer, older;
    uint32_t next; /* with a name of the same chain; 0: none */
    uint32_t hash;
    bool is_known;
    /* The name that it was found by; 0 bytes: none is known, or it is longer. */
    uint8_t name_bytes;
    char name[NODES_NAME_BYTES];
};

struct nodes {
    struct kept *kept;
    uint32_t used;     /* the first so many were ever used; the others are all 0 */
    uint32_t known;    /* how many are, the root, too */
    struct node *node; /* as many as are kept */
    uint32_t *chains;  /* and as many of these, by the hash of a name */
};

#define NODES_ROOT ((tay_file_node_t)0)

/* Begins with the nodes of the sessions that were kept, and none of them known. `node` and `chains`
 * are given, all 0. */
void nodes_begin(struct nodes *nodes, struct kept *kept);

/* After the volume was mounted: opens again what sessions have open. Returns how many files are
 * lost of which that was not returned before. */
unsigned nodes_mount(struct nodes *nodes);

/* It will be another volume: all that sessions have open is lost. */
void nodes_lose(struct nodes *nodes);

/* The volume is not there any more: none is known. */
void nodes_unmount(struct nodes *nodes);

/* The number of a node in the volume. FAT_STALE: it is lost, or it is none. */
enum fat_status nodes_ref(const struct nodes *nodes, tay_file_node_t node, fat_ref_t *ref);

/* The node of a name in a directory; with FAT_CREATE a file is made. */
enum fat_status nodes_find(struct nodes *nodes, fat_ref_t directory,
                           const struct tay_file_name *name, unsigned flags, fat_ref_t *ref);

tay_file_node_t nodes_id(const struct nodes *nodes, fat_ref_t ref);

/* A session has it open, or not any more. */
void nodes_open(struct nodes *nodes, fat_ref_t ref);
enum fat_status nodes_close(struct nodes *nodes, tay_file_node_t node);

/* Before a name is removed or replaced: what no session has open is closed. */
enum fat_status nodes_let_go(struct nodes *nodes, fat_ref_t ref);

/* After it was: it has no name any more. */
void nodes_removed(struct nodes *nodes, fat_ref_t ref);

/* It has another name now. */
void nodes_renamed(struct nodes *nodes, fat_ref_t ref);

#endif
