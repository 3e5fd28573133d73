/* SPDX-License-Identifier: MIT */
/** @file
 * picolibc's standard I/O, and POSIX's locking of a stream over several calls.
 */
#ifndef TAY_STDIO_H
#define TAY_STDIO_H

#pragma GCC system_header /* for include_next, which is not of the language */
#include_next <stdio.h>

#undef P_tmpdir
#define P_tmpdir "/tmp" /**< where tmpfile makes its files */

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Keeps other threads from all streams until funlockfile, which must be called as often.
 *
 * @param stream any: all have one lock
 * @note Blocks while another thread has it.
 */
void flockfile(FILE *stream);

/**
 * As flockfile, but does not block.
 *
 * @param stream any
 * @return 0; -1: another thread has the streams
 */
int ftrylockfile(FILE *stream);

/**
 * Undoes one flockfile.
 *
 * @param stream any; the caller has the streams
 */
void funlockfile(FILE *stream);

#ifdef __cplusplus
}
#endif

#endif
