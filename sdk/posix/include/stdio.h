/* SPDX-License-Identifier: MIT */
/** @file
 * picolibc's standard I/O, and what POSIX adds: locking of a stream over several calls, and the
 * path of the terminal.
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

/** The most bytes that ctermid writes, the NUL included. */
#define L_ctermid 9

/**
 * Tells the path of the program's terminal.
 *
 * @param name L_ctermid bytes, written; NULL: the function has its own
 * @return `name`, or what the function has: "/dev/tty"
 */
char *ctermid(char *name);

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
