/* SPDX-License-Identifier: MIT */
/*
 * Filling the address space of a process that does not run yet.
 */
#ifndef INIT_LOAD_H
#define INIT_LOAD_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

/* Content that a process is to find at an address. */
struct load_piece {
    const void *content;
    size_t content_bytes;
    size_t memory_bytes; /* at least content_bytes; the rest is zero; not rounded */
    tay_ua_t address_ua; /* a multiple of the page size */
    unsigned protection; /* TAY_MAP_ */
};

/* Maps a piece into the process; the account, which is the process's own, pays. */
TAY_MUST_CHECK enum tay_status load_piece(tay_cap_t account, tay_cap_t process,
                                          const struct load_piece *piece);

#endif
