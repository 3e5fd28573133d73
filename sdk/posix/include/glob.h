/* SPDX-License-Identifier: MIT */
/** @file
 * Paths by a pattern: of POSIX, in the place of picolibc's header, which declares another one.
 */
#ifndef TAY_GLOB_H
#define TAY_GLOB_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GLOB_APPEND 0x01   /**< behind what an earlier call found */
#define GLOB_DOOFFS 0x02   /**< leaves gl_offs places free, at the beginning */
#define GLOB_ERR 0x04      /**< ends at a directory that cannot be read */
#define GLOB_MARK 0x08     /**< with a slash behind directories */
#define GLOB_NOCHECK 0x10  /**< the pattern itself, if nothing fits */
#define GLOB_NOESCAPE 0x20 /**< a backslash is a character like others */
#define GLOB_NOSORT 0x40   /**< in no order */

#define GLOB_NOSPACE (-1) /**< there is no memory */
#define GLOB_ABORTED (-2) /**< a directory cannot be read */
#define GLOB_NOMATCH (-3) /**< nothing fits */

/** What was found. */
typedef struct {
    size_t gl_pathc; /**< how many paths */
    char **gl_pathv; /**< these, behind gl_offs null pointers; a null pointer at the end */
    size_t gl_offs;  /**< with GLOB_DOOFFS: in; else 0 */
} glob_t;

/**
 * Finds the paths that fit a pattern of names, each as fnmatch tells it.
 *
 * @param pattern NUL-terminated
 * @param flags GLOB_, together
 * @param on_error is told of each directory that cannot be read, and its errno; other than 0: ends
 *                 with GLOB_ABORTED. NULL: nobody is
 * @param result in with GLOB_APPEND and GLOB_DOOFFS; written on 0, for globfree
 * @return 0, GLOB_NOSPACE, GLOB_ABORTED, GLOB_NOMATCH
 */
int glob(const char *pattern, int flags, int (*on_error)(const char *, int), glob_t *result);

/**
 * Frees what was found.
 *
 * @param result of glob
 */
void globfree(glob_t *result);

#ifdef __cplusplus
}
#endif

#endif
