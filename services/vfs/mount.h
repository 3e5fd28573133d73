/* SPDX-License-Identifier: MIT */
/*
 * What is mounted where.
 */
#ifndef VFS_MOUNT_H
#define VFS_MOUNT_H

#include <tay/protocol/vfs.h>

#define MOUNTS_MAX 16

/* The name space's own tree, which is always there, at `/`. */
#define MOUNT_OWN 0

struct mount {
    const char *path; /* absolute and normal, without a slash at its end; "": the root */
    size_t path_bytes;
    tay_cap_t endpoint; /* of the file system */
    tay_cap_t root[2];  /* its root directory, to read and to change; null until asked for */
};

/* Mounts a file system; its number is one more than that of the one before. NULL: it is; else what
 * is wrong, as part of a sentence. The path stays valid. */
const char *mount_add(const char *path, tay_cap_t endpoint);

/* A mount by its number; NULL: there is none. */
struct mount *mount_get(uint64_t number);

/* The number of the mount that a normal path leads to. */
unsigned mount_find(const char *path, size_t path_bytes);

#endif
