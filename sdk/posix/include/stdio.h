/* SPDX-License-Identifier: MIT */
/** @file
 * picolibc's standard I/O, and POSIX's locking of a stream over several calls.
 */
#ifndef TAY_STDIO_H
#define TAY_STDIO_H

#pragma GCC system_header /* for include_next, which is not of the language */
#include_next <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Keeps other threads from all streams until funlockfile, which must be called as often. */
void flockfile(FILE *stream);

/** As flockfile, but does not wait: -1: another thread has the streams. */
int ftrylockfile(FILE *stream);

/** Undoes one flockfile. */
void funlockfile(FILE *stream);

#ifdef __cplusplus
}
#endif

#endif
