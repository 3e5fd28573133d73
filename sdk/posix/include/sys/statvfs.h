/* SPDX-License-Identifier: MIT */
/** @file
 * What there is of a file system: of POSIX.
 */
#ifndef TAY_SYS_STATVFS_H
#define TAY_SYS_STATVFS_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ST_RDONLY 0x1 /**< nothing can be changed, by nobody */
#define ST_NOSUID 0x2 /**< always: there are no users */

/** A file system. */
struct statvfs {
    unsigned long f_bsize;   /**< what is used in one piece, in bytes */
    unsigned long f_frsize;  /**< the same */
    fsblkcnt_t f_blocks;     /**< all there are */
    fsblkcnt_t f_bfree;      /**< that are free */
    fsblkcnt_t f_bavail;     /**< the same */
    fsfilcnt_t f_files;      /**< files and directories; 0: not counted */
    fsfilcnt_t f_ffree;      /**< 0: only room limits them */
    fsfilcnt_t f_favail;     /**< the same */
    unsigned long f_fsid;    /**< its number, as st_dev */
    unsigned long f_flag;    /**< ST_ */
    unsigned long f_namemax; /**< the longest name, in bytes */
};

/**
 * Tells of the file system that a path leads to.
 *
 * @param path NUL-terminated
 * @param statvfs_out written on 0
 * @return 0; -1 and errno: as open
 */
int statvfs(const char *path, struct statvfs *statvfs_out);

/**
 * Tells of the file system of an open file.
 *
 * @param descriptor of a file or a directory
 * @param statvfs_out written on 0
 * @return 0; -1 and errno: EBADF; EINVAL: of a pipe or a terminal
 */
int fstatvfs(int descriptor, struct statvfs *statvfs_out);

#ifdef __cplusplus
}
#endif

#endif
