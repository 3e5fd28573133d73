/* SPDX-License-Identifier: MIT */
/** @file
 * picolibc's sys/stat.h, and what it leaves out.
 */
#ifndef TAY_SYS_STAT_H
#define TAY_SYS_STAT_H

#pragma GCC system_header /* for include_next, which is not of the language */
/* A program that is compiled without this header has a shorter struct stat, and shall not link. */
#pragma redefine_extname stat tay_stat
#pragma redefine_extname fstat tay_fstat
#pragma redefine_extname fstatat tay_fstatat
#include_next <sys/stat.h>

/** In the place of nanoseconds, what futimens and utimensat take for a time. */
#define UTIME_NOW (-2L)  /**< the time as it is now */
#define UTIME_OMIT (-1L) /**< the time is left as it is */

#ifdef __cplusplus
extern "C" {
#endif

/**
 * As stat: there are no symbolic links.
 *
 * @param path NUL-terminated
 * @param stat_out written on 0
 * @return 0; -1, with errno, as stat
 */
int lstat(const char *path, struct stat *stat_out);

#ifdef __cplusplus
}
#endif

#endif
