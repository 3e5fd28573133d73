/* SPDX-License-Identifier: MIT */
/*
 * The name space's own file system, at `/`: the directories that other file systems are mounted at,
 * and the devices in `/dev`. Only directories are added, when something is mounted.
 */
#ifndef VFS_OWN_H
#define VFS_OWN_H

#include <tay/file_server.h>
#include <tay/protocol/vfs.h>

/* Fills `system` in but for its sessions, and makes `/dev`. `console` is the console's endpoint,
 * null if there is none. */
void own_open(struct tay_file_system *system, tay_cap_t console);

/* Makes a directory and those above it, each of whose names has at most
 * TAY_VFS_MOUNT_NAME_BYTES; false: there is no room, or a name is longer. They stay. */
bool own_make(const char *path, size_t path_bytes);

#endif
