/* SPDX-License-Identifier: MIT */
/*
 * What the memory file system tells of itself.
 */
#ifndef FILES_ROOM_H
#define FILES_ROOM_H

#include "expect.h"
#include <tay/operations.h>
#include <tay/protocol/vfs.h>
#include <tay/startup.h>
#include <unistd.h>

/* Statistics of what is mounted for temporary files. */
static inline struct tay_file_statistics room_query(void)
{
    struct tay_file_statistics statistics;
    struct tay_vfs_place place;
    tay_cap_t root, vfs = tay_startup_cap("root");
    EXPECT(tay_vfs_resolve(vfs, "/tmp", 4, &place) == TAY_FILE_OK && place.path_bytes == 4);
    EXPECT(tay_vfs_root(vfs, place.mount, false, &root) == TAY_FILE_OK);
    EXPECT(tay_file_statistics(root, &statistics) == TAY_FILE_OK);
    EXPECT(tay_cap_close(root) == TAY_OK);
    return statistics;
}

/* Waits until as much is free, and as few files are open, as was before: of a process's end its
 * sessions are told when they are closed, which may be later. */
static inline void room_expect(const struct tay_file_statistics *before)
{
    bool is_as_before = false;
    for (unsigned i = 0; i < 1000 && !is_as_before; i++) {
        struct tay_file_statistics now = room_query();
        is_as_before = now.free_bytes == before->free_bytes &&
                       now.open_files == before->open_files && now.files == before->files;
        usleep(1000);
    }
    EXPECT(is_as_before);
}

#endif
