/* SPDX-License-Identifier: MIT */
/*
 * Mounting and unmounting, in a thread of their own: a file system may take its time to open, or to
 * write out what it has, while paths are resolved.
 */
#ifndef VFS_MOUNTS_H
#define VFS_MOUNTS_H

#include "mount.h"

/* Around all use of the mount table and the name space's own tree. */
void mounts_lock(void);
void mounts_unlock(void);

/* The endpoint of a file system that the manifest names, or that was handed over; null: none. */
tay_cap_t mounts_find_server(const char *name);

/* Forgets the roots of a mount that vfs keeps. */
void mounts_drop_roots(struct mount *mount);

/* Begins to serve by the endpoint `mounts`; null: nobody can change what is mounted. */
TAY_MUST_CHECK enum tay_status mounts_open(tay_cap_t endpoint);

#endif
