/* SPDX-License-Identifier: MIT */
/** @file
 * Reading and writing of several pieces: of POSIX.
 */
#ifndef TAY_SYS_UIO_H
#define TAY_SYS_UIO_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The most pieces of one call. */
#define IOV_MAX 1024

/** A piece. */
struct iovec {
    void *iov_base; /**< where it begins */
    size_t iov_len; /**< its length in bytes */
};

/**
 * Reads into one piece after another.
 *
 * @param descriptor open for reading
 * @param pieces written
 * @param count 1 to IOV_MAX
 * @return bytes read; -1, with errno, as read, and EINVAL: count, or the sum of lengths
 */
ssize_t readv(int descriptor, const struct iovec *pieces, int count);

/**
 * Writes one piece after another; others may write in between.
 *
 * @param descriptor open for writing
 * @param pieces read
 * @param count 1 to IOV_MAX
 * @return bytes written; -1, with errno, as write, and EINVAL: count, or the sum of lengths
 */
ssize_t writev(int descriptor, const struct iovec *pieces, int count);

#ifdef __cplusplus
}
#endif

#endif
