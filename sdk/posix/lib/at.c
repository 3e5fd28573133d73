/* SPDX-License-Identifier: MIT */
/*
 * Paths that count from an open directory: from the path by which that was opened, as the working
 * directory's does.
 */
#define _GNU_SOURCE /* the functions of POSIX.1-2008 that count so */
#include "descriptor.h"
#include "error.h"
#include "place.h"
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int openat(int directory, const char *path, int flags, ...)
{
    char joined[PLACE_PATH_BYTES];
    path = place_at(directory, path, joined);
    return path == NULL ? -1 : open(path, flags);
}

int fstatat(int directory, const char *restrict path, struct stat *restrict stat_out, int flags)
{
    char joined[PLACE_PATH_BYTES];
    if ((flags & ~AT_SYMLINK_NOFOLLOW) != 0) {
        return error_return(EINVAL);
    }
    path = place_at(directory, path, joined);
    return path == NULL ? -1 : stat(path, stat_out);
}

int faccessat(int directory, const char *path, int mode, int flags)
{
    char joined[PLACE_PATH_BYTES];
    if ((flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW)) != 0) {
        return error_return(EINVAL);
    }
    path = place_at(directory, path, joined);
    return path == NULL ? -1 : access(path, mode);
}

int mkdirat(int directory, const char *path, mode_t mode)
{
    char joined[PLACE_PATH_BYTES];
    path = place_at(directory, path, joined);
    return path == NULL ? -1 : mkdir(path, mode);
}

int unlinkat(int directory, const char *path, int flags)
{
    char joined[PLACE_PATH_BYTES];
    if ((flags & ~AT_REMOVEDIR) != 0) {
        return error_return(EINVAL);
    }
    path = place_at(directory, path, joined);
    if (path == NULL) {
        return -1;
    }
    return (flags & AT_REMOVEDIR) != 0 ? rmdir(path) : unlink(path);
}

int renameat(int old_directory, const char *old_path, int new_directory, const char *new_path)
{
    char old_joined[PLACE_PATH_BYTES], new_joined[PLACE_PATH_BYTES];
    old_path = place_at(old_directory, old_path, old_joined);
    new_path = old_path == NULL ? NULL : place_at(new_directory, new_path, new_joined);
    return new_path == NULL ? -1 : rename(old_path, new_path);
}

ssize_t readlinkat(int directory, const char *restrict path, char *restrict to, size_t room_bytes)
{
    char joined[PLACE_PATH_BYTES];
    path = place_at(directory, path, joined);
    return path == NULL ? -1 : readlink(path, to, room_bytes);
}

int fchdir(int directory)
{
    char joined[PLACE_PATH_BYTES];
    const char *path = place_at(directory, ".", joined);
    return path == NULL ? -1 : chdir(path);
}
