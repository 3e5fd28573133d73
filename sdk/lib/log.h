/* SPDX-License-Identifier: MIT */
/*
 * Between the runtime and the log: where output goes.
 */
#ifndef SDK_LOG_H
#define SDK_LOG_H

#include <sys/types.h>
#include <tay/abi/types.h>

/* As descriptor_read and descriptor_write. */
typedef ssize_t (*log_read_t)(int descriptor, tay_word_t offset, void *to, size_t length_bytes);
typedef ssize_t (*log_write_t)(int descriptor, tay_word_t offset, const void *from,
                               size_t length_bytes);

/* There are descriptors: where 0, 1 or 2 is open, stdin, stdout or stderr is that. */
void log_set_descriptors(log_read_t read, log_write_t write);

/* Sends all output of the program of this name to this log; TAY_CAP_NULL: nowhere. */
void log_open(tay_cap_t log, const char *program);

/* Writes a line that begins with the program's name. Needs nothing of the C library's state. */
void log_complain(const char *reason);

/* Ends a line that is not ended, so that whoever writes next begins a new one, and sends it out. */
void log_close(void);

#endif
