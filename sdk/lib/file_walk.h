/* SPDX-License-Identifier: MIT */
/*
 * Walking a path within one file system.
 */
#ifndef LIB_FILE_WALK_H
#define LIB_FILE_WALK_H

#include <tay/file_server.h>

/* Where a path leads. */
struct file_walk {
    tay_file_node_t directory;   /* that the last name is in */
    struct tay_file_name name;   /* the last one; 0 bytes: the path has none */
    bool wants_directory;        /* the path ends with a slash */
    bool is_there;               /* something has that name, or there is none */
    struct tay_file_found found; /* what has it */
};

/* Walks from a directory. TAY_FILE_OK also if nothing has the last name; TAY_FILE_ENOENT: nothing
 * has a name before. */
enum tay_file_error file_walk(struct tay_file_system *system, const struct tay_file_found *from,
                              const char *path, size_t path_bytes, struct file_walk *walk_out);

#endif
