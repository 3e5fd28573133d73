/* SPDX-License-Identifier: MIT */
/** @file
 * Waiting for several descriptors: of POSIX. select is in sys/select.h.
 */
#ifndef TAY_POLL_H
#define TAY_POLL_H

#include <sys/_sigset.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef _SIGSET_T_DECLARED
#define _SIGSET_T_DECLARED /**< as picolibc says it */
/** A set of signals: bit n is signal n. */
typedef __sigset_t sigset_t;
#endif

/* In events and revents. */
#define POLLIN 0x001     /**< something can be read, be it the end of the input */
#define POLLPRI 0x002    /**< never */
#define POLLOUT 0x004    /**< PIPE_BUF bytes can be written */
#define POLLERR 0x008    /**< only told: nobody reads the pipe, or its server is gone */
#define POLLHUP 0x010    /**< only told: nobody writes to the pipe, or its server is gone */
#define POLLNVAL 0x020   /**< only told: the descriptor is not open */
#define POLLRDNORM 0x040 /**< as POLLIN */
#define POLLRDBAND 0x080 /**< never */
#define POLLWRNORM 0x100 /**< as POLLOUT */
#define POLLWRBAND 0x200 /**< never */

/** A number of descriptors. */
typedef unsigned long nfds_t;

/** A descriptor. */
struct pollfd {
    int fd;        /**< below 0: left out */
    short events;  /**< wanted */
    short revents; /**< what there is of these, and POLLERR, POLLHUP, POLLNVAL */
};

/**
 * Waits until something can be read from or written to one of several descriptors.
 *
 * Files and directories always are ready.
 *
 * @param descriptors `count` of them
 * @param count up to OPEN_MAX
 * @param timeout_ms below 0: none
 * @return of how many revents is not 0; 0: the time is over; -1 and errno: EINTR: a handler has
 *         run; EINVAL: count; ENOMEM, EAGAIN: there is nothing to wait with
 * @note Blocks. A server that is gone shows within a second.
 */
int poll(struct pollfd descriptors[], nfds_t count, int timeout_ms);

/**
 * As poll, with another mask of signals while it waits.
 *
 * @param descriptors `count` of them
 * @param count up to OPEN_MAX
 * @param timeout NULL: none
 * @param mask of the calling thread, meanwhile; NULL: as it is
 * @return as poll; EINVAL: also a timeout that is none
 * @note Blocks.
 */
int ppoll(struct pollfd descriptors[], nfds_t count, const struct timespec *timeout,
          const sigset_t *mask);

#ifdef __cplusplus
}
#endif

#endif
