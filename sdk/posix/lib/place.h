/* SPDX-License-Identifier: MIT */
/*
 * Where paths lead: to a directory's session of a file system, and a path below it.
 *
 * The name space is the capability "root" of the startup block, a vfs server's
 * (tay/protocol/vfs.h). A program that has none, but a directory's session as "cwd", has the paths
 * below that one.
 */
#ifndef POSIX_PLACE_H
#define POSIX_PLACE_H

#include <stddef.h>
#include <tay/protocol/vfs.h>

/* Where a path leads. */
struct place {
    tay_cap_t directory;
    uint64_t mount;
    const char *rest; /* the path below the directory: a part of `path` */
    size_t rest_bytes;
    char path[TAY_FILE_PATH_BYTES + 1]; /* absolute and normal */
};

/* Something to be done at a place. */
typedef enum tay_file_error (*place_action_t)(const struct place *place, void *context);

/* Does something where a path leads to; if the file system has been started again, once more. What
 * errno is to be, or 0. */
int place_act(const char *path, place_action_t action, void *context);

/* Finds where a path leads to. What errno is to be, or 0. */
int place_find(const char *path, struct place *place_out);

/* A path that counts from an open directory (AT_FDCWD: the working directory), as one that does
 * not: itself, or `joined`. NULL, with errno. */
#define PLACE_PATH_BYTES (TAY_FILE_PATH_BYTES + 1)
const char *place_at(int directory, const char *path, char joined[PLACE_PATH_BYTES]);

/* The name space; null: there is none. */
tay_cap_t place_name_space(void);

/* The working directory, absolute and normal; with the lock of it held. */
const char *place_working_directory(void);

/* Makes a path, which is absolute and normal, the working directory; the session becomes its own.
 */
void place_set_working_directory(const char *path, tay_cap_t session);

/* Its session, null: it is the root and was never changed. */
tay_cap_t place_working_session(void);

/* Around the use of the working directory's path. */
void place_lock(void);
void place_unlock(void);

#endif
