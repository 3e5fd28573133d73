/* SPDX-License-Identifier: MIT */
/*
 * Memory of init's own, in whole pages, zero at first.
 */
#ifndef INIT_ROOM_H
#define INIT_ROOM_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

/* Takes room for so many bytes. */
TAY_MUST_CHECK enum tay_status room_take(size_t length_bytes, tay_ua_t *address_out);

/* Gives it back. NULL: there is none. */
void room_give_back(const void *address, size_t length_bytes);

#endif
