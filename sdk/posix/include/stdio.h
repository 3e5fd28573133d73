/* SPDX-License-Identifier: MIT */
/** @file
 * picolibc's standard I/O, and what POSIX adds: locking of a stream over several calls, lines
 * of any length, descriptors to print to, and the path of the terminal.
 */
#ifndef TAY_STDIO_H
#define TAY_STDIO_H

#pragma GCC system_header /* for include_next, which is not of the language */
#include <stdarg.h>
#include_next <stdio.h>
#include <sys/types.h>

#undef P_tmpdir
#define P_tmpdir "/tmp" /**< where tmpfile makes its files */
#undef L_tmpnam
#define L_tmpnam 16 /**< bytes of a name that tmpnam makes, and its NUL, at most */
#undef TMP_MAX
#define TMP_MAX 10000 /**< names that tmpnam makes at least */

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
 * Reads up to a delimiter, and as far as that is the line.
 *
 * @param line of malloc, or NULL; made longer as it needs it; NUL-terminated
 * @param room_bytes how long it is
 * @param delimiter that it ends with, as the line has it
 * @param stream to read from
 * @return its length without the NUL; -1: the end, or with errno an error
 */
ssize_t getdelim(char **line, size_t *room_bytes, int delimiter, FILE *stream);

/**
 * Reads a line.
 *
 * @param line as of getdelim
 * @param room_bytes as of getdelim
 * @param stream to read from
 * @return as getdelim
 */
ssize_t getline(char **line, size_t *room_bytes, FILE *stream);

/**
 * Prints to a descriptor, unbuffered.
 *
 * @param descriptor open for writing
 * @param format as of printf
 * @return bytes written; -1 and errno
 */
int dprintf(int descriptor, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * Prints to a descriptor, unbuffered.
 *
 * @param descriptor open for writing
 * @param format as of printf
 * @param arguments that it names
 * @return bytes written; -1 and errno
 */
int vdprintf(int descriptor, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/**
 * As rename, by paths that count from open directories.
 *
 * @param old_directory a descriptor, or AT_FDCWD
 * @param old_path what is renamed
 * @param new_directory a descriptor, or AT_FDCWD
 * @param new_path its name from now on
 * @return as rename
 */
int renameat(int old_directory, const char *old_path, int new_directory, const char *new_path);

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

/**
 * As getc, for a caller that has locked the stream.
 *
 * @param stream to read from
 * @return the byte; EOF: the end, or with errno an error
 * @note Blocks while there is nothing to read.
 */
int getc_unlocked(FILE *stream);

/**
 * As getchar, for a caller that has locked `stdin`.
 *
 * @return the byte; EOF: the end, or with errno an error
 * @note Blocks while there is nothing to read.
 */
int getchar_unlocked(void);

/**
 * As putc, for a caller that has locked the stream.
 *
 * @param byte to write, as an unsigned char
 * @param stream to write to
 * @return the byte; EOF and errno: it cannot be written
 * @note Blocks while the buffer is written out.
 */
int putc_unlocked(int byte, FILE *stream);

/**
 * As putchar, for a caller that has locked `stdout`.
 *
 * @param byte to write, as an unsigned char
 * @return the byte; EOF and errno: it cannot be written
 * @note Blocks while the buffer is written out.
 */
int putchar_unlocked(int byte);

#ifdef __cplusplus
}
#endif

#endif
