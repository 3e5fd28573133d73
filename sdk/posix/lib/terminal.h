/* SPDX-License-Identifier: MIT */
/*
 * Terminals: streams that have a mode (tay/protocol/stream.h).
 */
#ifndef POSIX_TERMINAL_H
#define POSIX_TERMINAL_H

#include "descriptor.h"

/* The open file of a terminal's descriptor; 0, EBADF or ENOTTY. */
int terminal_get(int descriptor, struct open_file *file_out);

/* Reads as the terminal's mode says; bytes, or what errno is to be, below 0. */
ssize_t terminal_read(const struct open_file *file, void *to, size_t room_bytes);

#endif
