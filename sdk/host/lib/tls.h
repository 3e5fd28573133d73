/* SPDX-License-Identifier: MIT */
/*
 * Thread-local data on the simulated machine: one block for each thread, to which the thread
 * pointer points. The compiler asks a function of ours for each variable's address
 * (-femulated-tls).
 */
#ifndef HOST_TLS_H
#define HOST_TLS_H

#include <stdint.h>
#include <tay/abi/status.h>
#include <tay/abi/types.h>
#include <tay/door.h>

static inline size_t tls_front_bytes(void)
{
    return 0;
}

size_t tls_bytes(void);
size_t tls_alignment(void);

/* Puts what thread-local data begin with into a block. */
void tls_fill(void *block);

/* The thread pointer of the calling thread; 0: it has no block. */
static inline uintptr_t tls_self(void)
{
    return tay_door_pointer();
}

/* Lays the block out, and gives the program's first thread one: TAY_ENOMEM. */
TAY_MUST_CHECK enum tay_status tls_begin(tay_cap_t thread);

#endif
