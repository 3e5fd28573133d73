/* SPDX-License-Identifier: MIT */
/*
 * Functions on files that have no meaning here, or not yet one (docs/posix.md): who calls them is
 * told so, and not by a program that does not link.
 */
#include "error.h"
#include <sys/stat.h>
#include <unistd.h>

int link(const char *old_path, const char *new_path)
{
    (void)old_path;
    (void)new_path;
    return error_return(ENOTSUP);
}

int symlink(const char *target, const char *path)
{
    (void)target;
    (void)path;
    return error_return(ENOTSUP);
}

/* What is there is no symbolic link. */
ssize_t readlink(const char *restrict path, char *restrict to, size_t room_bytes)
{
    struct stat stat_of;
    (void)to;
    (void)room_bytes;
    return stat(path, &stat_of) != 0 ? -1 : error_return(EINVAL);
}

int chmod(const char *path, mode_t mode)
{
    (void)path;
    (void)mode;
    return error_return(ENOTSUP);
}

int fchmod(int descriptor, mode_t mode)
{
    (void)descriptor;
    (void)mode;
    return error_return(ENOTSUP);
}

int chown(const char *path, uid_t owner, gid_t group)
{
    (void)path;
    (void)owner;
    (void)group;
    return error_return(ENOTSUP);
}

int fchown(int descriptor, uid_t owner, gid_t group)
{
    (void)descriptor;
    (void)owner;
    (void)group;
    return error_return(ENOTSUP);
}

int mkfifo(const char *path, mode_t mode)
{
    (void)path;
    (void)mode;
    return error_return(ENOTSUP);
}

/* Kept, and without meaning: rights are in capabilities. */
mode_t umask(mode_t mask)
{
    static mode_t kept = S_IWGRP | S_IWOTH;
    return __atomic_exchange_n(&kept, mask & (S_IRWXU | S_IRWXG | S_IRWXO), __ATOMIC_RELAXED);
}
