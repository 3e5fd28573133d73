/* SPDX-License-Identifier: MIT */
/*
 * The computer's pieces, and how many there may be, as the SDK's <sys/uio.h> says.
 */
#ifndef TAY_HOST_SYS_UIO_H
#define TAY_HOST_SYS_UIO_H

#pragma GCC system_header /* for include_next, which is not of the language */
#include <limits.h>
#include_next <sys/uio.h>

#undef IOV_MAX
#define IOV_MAX 1024

#endif
