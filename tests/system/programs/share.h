/* SPDX-License-Identifier: MIT */
/*
 * What `giver` and `taker` agree on: several pages of numbers.
 */
#ifndef PROGRAMS_SHARE_H
#define PROGRAMS_SHARE_H

#include <tay/operations.h>
#include <tay/startup.h>

#define SHARED_BYTES 16384u
#define SHARED_NUMBERS (SHARED_BYTES / sizeof(unsigned))
#define SHARED_READY 4u
#define SHARED_TAKEN 8u

static inline unsigned shared_number(unsigned i)
{
    return i * 2654435761u + 1;
}

#endif
