/* SPDX-License-Identifier: MIT */
/** @file
 * The few things about a terminal that POSIX has no other function for.
 */
#ifndef TAY_SYS_IOCTL_H
#define TAY_SYS_IOCTL_H

#include <sys/termios.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TIOCGWINSZ 0x5413 /**< tells the size: a struct winsize to write to */
#define TIOCSWINSZ 0x5414 /**< says the size: a struct winsize to read from */

/**
 * Does something with a terminal.
 *
 * @param descriptor of a terminal
 * @param request TIOCGWINSZ or TIOCSWINSZ; behind it a pointer
 * @return 0; -1 and errno: EBADF; ENOTTY: no terminal, or another request; EINVAL: a size that
 *         cannot be; EIO: it does not answer
 */
int ioctl(int descriptor, unsigned long request, ...);

#ifdef __cplusplus
}
#endif

#endif
