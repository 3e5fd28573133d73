/* SPDX-License-Identifier: MIT */
/*
 * Reading and writing descriptors whatever interrupts it.
 */
#ifndef TOOLS_FILE_H
#define TOOLS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct stat;

/* The name of the standard input among operands. */
#define FILE_INPUT "-"

/* Reads what there is, at least a byte. 0: the end; -1, with errno. */
ssize_t file_read(int descriptor, void *to, size_t room_bytes);

/* Writes all of it. False, with errno: some may have been written. */
bool file_write(int descriptor, const void *from, size_t length_bytes);

/* Opens an operand for reading, `-` for the standard input. -1, with errno. */
int file_open(const char *operand);

/* Closes what file_open has opened; the standard input stays open. */
void file_close(int descriptor);

/* What file_copy failed at. */
enum file_copied { FILE_COPIED, FILE_NOT_READ, FILE_NOT_WRITTEN };

/* Copies from one descriptor to another up to the end. Else errno says why not. */
enum file_copied file_copy(int from, int to);

/* Whether two are one and the same file. */
bool file_is_same(const struct stat *one, const struct stat *other);

#endif
