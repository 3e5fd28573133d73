/* SPDX-License-Identifier: MIT */
/*
 * As sdk/lib/upcall.h, for registers that are shorter.
 */
#ifndef HOST_UPCALL_H
#define HOST_UPCALL_H

#define SIGNAL_FRAME_BYTES 296

#endif
