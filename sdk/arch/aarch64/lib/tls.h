/* SPDX-License-Identifier: MIT */
/*
 * Thread-local data: one block for each thread, as the linker script lays it out (ELF for the Arm
 * 64-bit Architecture, "Thread Local Storage": variant 1).
 */
#ifndef AARCH64_TLS_H
#define AARCH64_TLS_H

#include <picotls.h>
#include <stdint.h>
#include <tay/abi/types.h>

/* How far the thread pointer lies in front of a block: there the ABI keeps words of its own. */
extern char __arm64_tls_tcb_offset[];

static inline size_t tls_front_bytes(void)
{
    return (size_t)(uintptr_t)__arm64_tls_tcb_offset;
}

static inline size_t tls_bytes(void)
{
    return _tls_size();
}

static inline size_t tls_alignment(void)
{
    return _tls_align();
}

/* Puts what thread-local data begin with into a block. */
static inline void tls_fill(void *block)
{
    _init_tls(block);
}

/* The thread pointer of the calling thread; 0: it has no block. */
static inline uintptr_t tls_self(void)
{
    return (uintptr_t)__builtin_thread_pointer();
}

#endif
