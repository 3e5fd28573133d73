/* SPDX-License-Identifier: MIT */
/** @file
 * An older name of poll.h.
 */
#ifndef TAY_SYS_POLL_H
#define TAY_SYS_POLL_H

#include <poll.h>

#endif
