/* SPDX-License-Identifier: MIT */
/*
 * The name space's own file system, at `/`: the directories that other file systems are mounted at,
 * and the devices in `/dev`. It does not change while the server runs.
 */
#ifndef VFS_OWN_H
#define VFS_OWN_H

#include <tay/file_server.h>

/* Fills `system` in but for its sessions, and makes `/dev`. `console` is the console's endpoint,
 * null if there is none. */
void own_open(struct tay_file_system *system, tay_cap_t console);

/* Makes a directory and those above it; false: there is no room. */
bool own_make(const char *path);

#endif
