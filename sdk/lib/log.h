/* SPDX-License-Identifier: MIT */
/*
 * Between the runtime and the log: where output goes.
 */
#ifndef SDK_LOG_H
#define SDK_LOG_H

#include <sys/types.h>
#include <tay/abi/types.h>

/* Descriptors, as posix/lib/descriptor.h has them. */
struct log_descriptors {
    ssize_t (*read)(int descriptor, tay_word_t offset, void *to, size_t length_bytes);
    ssize_t (*write)(int descriptor, tay_word_t offset, const void *from, size_t length_bytes);
    bool (*is_log)(int descriptor);
};

/* There are descriptors: stdin, stdout and stderr are 0, 1 and 2, where these are not the log. */
void log_set_descriptors(const struct log_descriptors *functions);

/* Forgets what was read ahead of stdin. */
void log_forget_input(void);

/* Sends all output of the program of this name to this log; TAY_CAP_NULL: nowhere. */
void log_open(tay_cap_t log, const char *program);

/* Writes a line that begins with the program's name. Needs nothing of the C library's state. */
void log_complain(const char *reason);

/* Ends a line that is not ended, so that whoever writes next begins a new one, and sends it out. */
void log_close(void);

#endif
