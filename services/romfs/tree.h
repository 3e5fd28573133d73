/* SPDX-License-Identifier: MIT */
/*
 * The tree of files that an archive's names make: directories are where names have slashes. It is
 * made once, and does not change; content stays where the archive has it. Portable.
 */
#ifndef ROMFS_TREE_H
#define ROMFS_TREE_H

#include <tay/file_server.h>

/*
 * Fills `system` in but for its sessions, with all that can be read of an archive, which stays.
 * Files whose name cannot be one, or is a directory's, are left out, and counted. Of several with
 * the same name the first counts, as in init. False: there is no memory.
 */
bool tree_open(struct tay_file_system *system, const void *archive, size_t archive_bytes,
               unsigned *left_out);

#endif
