/* SPDX-License-Identifier: MIT */
/*
 * Between the runtime and the log: where output goes.
 */
#ifndef SDK_LOG_H
#define SDK_LOG_H

#include <tay/abi/types.h>

/* Sends all output of the program of this name to this log; TAY_CAP_NULL: nowhere. */
void log_open(tay_cap_t log, const char *program);

/* Writes a line that begins with the program's name. Needs nothing of the C library's state. */
void log_complain(const char *reason);

/* Ends a line that is not ended, so that whoever writes next begins a new one, and sends it out. */
void log_close(void);

#endif
