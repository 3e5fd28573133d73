/* SPDX-License-Identifier: MIT */
/*
 * What is mounted where. The record of it can lie in memory that outlives the program; what is
 * only of this run, capabilities, does not.
 */
#ifndef VFS_MOUNT_H
#define VFS_MOUNT_H

#include <tay/protocol/vfs.h>

#define MOUNTS_MAX TAY_VFS_MOUNTS_MAX

/* The number of that one, which is always there, at `/`. */
#define MOUNT_OWN 0

/* What is kept, and shown to clients. */
struct mount_record {
    struct tay_vfs_table table;
    uint64_t magic;
    uint64_t last_number;
    uint32_t seal[MOUNTS_MAX]; /* of each mount, so that a restart heals flipped bits */
};

struct mount {
    struct tay_vfs_mount *told; /* in the record */
    tay_cap_t endpoint;         /* of the file system */
    tay_cap_t root[2]; /* its root directory, to read and to change; null until asked for */
};

/* Begins with a record; false: it had nothing, or what cannot be, and now only the own tree. */
bool mount_open(struct mount_record *record);

/* Why something cannot be mounted. The path is normal, and need not be NUL-terminated. */
enum tay_file_error mount_check(const char *path, size_t path_bytes, const char *name);

/* Mounts what mount_check has nothing against. */
struct mount *mount_add(const char *path, size_t path_bytes, const char *name, unsigned flags);

/* Takes a mount, not the own tree, out of the table. Its capabilities are the caller's to close. */
void mount_remove(struct mount *mount);

/* A mount by its number; NULL: there is none. */
struct mount *mount_get(uint64_t number);

/* A mount by its place among those that are there; NULL: there are no more. */
struct mount *mount_at(uint64_t index);

/* What is mounted at exactly this path; NULL: nothing. */
struct mount *mount_at_path(const char *path, size_t path_bytes);

/* The mount that a normal path leads to. */
struct mount *mount_find(const char *path, size_t path_bytes);

#endif
