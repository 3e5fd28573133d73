/* SPDX-License-Identifier: MIT */
/** @file
 * Entries of directories, which picolibc's dirent.h takes from here.
 */
#ifndef TAY_SYS_DIRENT_H
#define TAY_SYS_DIRENT_H

#include <sys/types.h>

/** The longest name, without a NUL. */
#define MAXNAMLEN 255

/** What d_type tells. */
#define DT_UNKNOWN 0
#define DT_FIFO 1 /**< a pipe, or a terminal that is a stream */
#define DT_CHR 2  /**< a device */
#define DT_DIR 4  /**< a directory */
#define DT_REG 8  /**< a regular file */

/** A directory that is being read. */
typedef struct tay_directory DIR;

/** An entry. `.` and `..` are not among them. */
struct dirent {
    ino_t d_ino;                /**< as st_ino */
    unsigned char d_type;       /**< DT_ */
    char d_name[MAXNAMLEN + 1]; /**< NUL-terminated */
};

#endif
