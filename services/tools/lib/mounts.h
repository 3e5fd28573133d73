/* SPDX-License-Identifier: MIT */
/*
 * What is mounted where, and how full it is: POSIX has no function for that.
 */
#ifndef TOOLS_MOUNTS_H
#define TOOLS_MOUNTS_H

#include <stdbool.h>
#include <tay/protocol/vfs.h>

struct mount {
    struct tay_vfs_mount at; /* its path is "/", and no empty one, of the root */
    uint64_t system;         /* st_dev of its files */
    struct tay_file_statistics statistics;
};

/* Tells of one, by an index from 0. False: there are no more, or, if *error_out is not TAY_FILE_OK,
 * it cannot be told. */
bool mounts_at(unsigned index, struct tay_vfs_mount *mount_out, enum tay_file_error *error_out);

/* Asks the file system that is mounted there. */
enum tay_file_error mounts_ask(const struct tay_vfs_mount *at, struct mount *mount_out);

#endif
