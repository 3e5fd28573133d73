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
 * Starts a command of the shell, `sh -c`, at the other end of a pipe.
 *
 * @param command for the shell
 * @param mode "r": to read what it writes, "w": to write what it reads; with "e" behind it the
 *             descriptor has FD_CLOEXEC
 * @return a stream, for pclose; NULL and errno: EINVAL: another mode; ENOENT: there is no shell;
 * EMFILE, ENOMEM, EAGAIN; ENOSYS: nothing can be started, or there are no pipes
 * @note Blocks while the shell is loaded.
 */
FILE *popen(const char *command, const char *mode);

/**
 * Closes a stream of popen's, and waits for its command.
 *
 * @param stream of popen
 * @return the status, as waitpid tells it; -1 and errno: ECHILD: it is none of popen's, or somebody
 *         has waited for it already
 * @note Blocks until it ends.
 */
int pclose(FILE *stream);

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
