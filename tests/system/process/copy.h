/* SPDX-License-Identifier: MIT */
/*
 * Children without a process server: a process whose memory is a copy of the caller's program, and
 * whose only capability is itself. It has no thread-local data, so no C library.
 */
#ifndef PROCESS_COPY_H
#define PROCESS_COPY_H

#include <tay/abi/types.h>

/* Where a child's stack ends, how large it is, and the guard below. */
#define COPY_STACK_END_UA 0x60000000u
#define COPY_STACK_BYTES 0x4000u
#define COPY_GUARD_BYTES 0x10000u

/* Starts a function in a new child that the endpoint supervises. It must not return. */
tay_cap_t copy_start(tay_cap_t supervisor, void (*function)(void), tay_word_t label);

/* Lets a child's thread run, and gives its handle up, which on another core may have ended first.
 */
void copy_go_on(tay_cap_t thread);

#endif
