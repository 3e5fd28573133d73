/* SPDX-License-Identifier: MIT */
/** @file
 * Walking through directories: of POSIX.
 */
#ifndef TAY_FTW_H
#define TAY_FTW_H

#include <sys/stat.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the function is told of. */
#define FTW_F 0   /**< a file */
#define FTW_D 1   /**< a directory, before what is in it */
#define FTW_DNR 2 /**< never */
#define FTW_NS 3  /**< what cannot be asked about; its struct stat is not written */
#define FTW_SL 4  /**< never: there are no symbolic links */
#define FTW_DP 5  /**< a directory, behind what is in it */
#define FTW_SLN 6 /**< never */

/* Flags. */
#define FTW_PHYS 1  /**< follows no symbolic links: there are none */
#define FTW_MOUNT 2 /**< stays in one file system */
#define FTW_DEPTH 4 /**< directories behind what is in them */

/** Where in the walk. */
struct FTW {
    int base;  /**< where the name begins in the path */
    int level; /**< 0: where it began */
};

/**
 * Walks through all that is below a path, itself included.
 *
 * @param path NUL-terminated
 * @param act is told of each; other than 0: the walk ends
 * @param descriptors taken, without meaning
 * @param flags FTW_PHYS, FTW_MOUNT, FTW_DEPTH
 * @return what `act` returned last; -1 and errno: as stat; EINVAL: flags; ENOMEM; ENAMETOOLONG
 * @note What of a directory cannot be read is left out.
 */
int nftw(const char *path, int (*act)(const char *, const struct stat *, int, struct FTW *),
         int descriptors, int flags);

#ifdef __cplusplus
}
#endif

#endif
